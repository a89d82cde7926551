package dev.perennial.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.conf.Csv;
import dev.perennial.conf.PerennialException;
import dev.perennial.tokenize.shard.RecordSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTablesTest {
    @Test
    void cellsWithSeparatorsAreQuoted() {
        String csv = ReportTables.of(ExampleReport.hostile()).losses().csv();

        assertThat(csv)
                .startsWith("run,title,parent,replay,distribution,loss,low,high,perplexity,bits_per_byte,tokens,"
                        + "change,change_low,change_high\n");
        assertThat(csv.lines().skip(1).findFirst().orElseThrow())
                .startsWith(
                        "p,\"<img src=x onerror=\"\"document.title='owned'\"\"></script><!-- English only\",,,P,3.85,");
    }

    @Test
    void whatAKilledReportHadBegunGoes(@TempDir Path folder) throws IOException {
        Path begun = Files.createFile(folder.resolve(".points.parquet.81c396b7-bcfc-4c96-b94e-ea47a988a382"));
        Path others = Files.createFile(folder.resolve(".notes"));

        ReportWriter.write(
                ExampleReport.hostile(),
                FileSystem.getLocal(new Configuration()),
                new org.apache.hadoop.fs.Path(folder.toUri()));

        assertThat(begun).doesNotExist();
        assertThat(others).exists();
    }

    @Test
    void parquetHasTheRowsOfTheCsv(@TempDir Path folder) throws IOException {
        FigureTable<ModelLosses> table =
                ReportTables.of(ExampleReport.hostile()).losses();
        org.apache.hadoop.fs.Path target = new org.apache.hadoop.fs.Path(folder.toUri());
        // Over an older one, as a second report would.
        for (int times = 0; times < 2; times++) {
            table.writeParquet(FileSystem.getLocal(new Configuration()), target);
        }
        List<String> names =
                table.columns().stream().map(FigureTable.Column::name).toList();
        StringBuilder read = new StringBuilder(Csv.line(names.toArray()));
        org.apache.hadoop.fs.Path file = new org.apache.hadoop.fs.Path(target, "losses.parquet");
        try (RecordSource<Group> rows = new RecordSource<>(file, new Configuration(), FilterCompat.NOOP, row -> row)) {
            for (Group row = rows.next(); row != null; row = rows.next()) {
                Group each = row;
                read.append(Csv.line(names.stream()
                        .map(name -> each.getFieldRepetitionCount(name) == 0
                                ? ""
                                : each.getValueToString(each.getType().getFieldIndex(name), 0))
                        .toArray()));
            }
        }
        assertThat(read.toString()).isEqualTo(table.csv());
    }

    @Test
    void curvesHaveALineAPoint() {
        Report report = ExampleReport.demo();

        String csv = ReportTables.of(report).curves().csv();
        assertThat(csv.lines()).hasSize(1 + 6 * 240);
        assertThat(csv).startsWith("run,tokens,loss,rate,before\n").contains("\np,4096,", ",983040\n");
    }

    @Test
    void thinnedCurvesKeepTheirEnds() {
        RunCurve run = ExampleReport.demo().runs().get(0);

        RunCurve thinned = run.thinned(50);
        assertThat(thinned.tokens())
                .hasSizeBetween(40, 51)
                .startsWith(run.tokens()[0])
                .endsWith(run.tokens()[239]);
        assertThat(thinned.loss()).endsWith(run.loss()[239]);
        assertThat(run.thinned(240)).isSameAs(run);
    }

    @Test
    void columnsOfUnequalLengthAreADefect() {
        assertThatThrownBy(() -> new RunCurve(
                        "r",
                        "R",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        new long[1],
                        new double[2],
                        new double[1]))
                .isInstanceOf(PerennialException.class)
                .hasMessageContaining("got 1, 2, 1");
    }
}
