package dev.perennial.tests;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.util.List;
import java.util.stream.Stream;

/** DESIGN's arrows and columns: one direction of dependency, each engine behind few packages, no hidden randomness. */
@AnalyzeClasses(packages = "dev.perennial", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    /** From the root of the arrows to their tip. */
    private static final List<String> MODULES = List.of("conf", "tokenize", "mixing", "training", "evaluation", "jobs");

    private static final String[] SPARK = {"org.apache.spark..", "scala.."};
    private static final String[] DEEPLEARNING = {"org.deeplearning4j..", "org.nd4j..", "org.bytedeco.."};

    @ArchTest
    static void everyModuleIsLookedAt(JavaClasses classes) {
        assertThat(MODULES).allSatisfy(module -> assertThat(
                        classes.stream().filter(each -> each.getPackageName().startsWith("dev.perennial." + module)))
                .as(module)
                .hasSizeGreaterThan(5));
    }

    @ArchTest
    static void arrowsPointOneWay(JavaClasses classes) {
        for (int tip = 1; tip < MODULES.size(); tip++) {
            String[] earlier = MODULES.subList(0, tip).stream()
                    .map(ArchitectureTest::within)
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAnyPackage(earlier)
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(within(MODULES.get(tip)))
                    .check(classes);
        }
    }

    @ArchTest
    static void sparkStaysInItsPackages(JavaClasses classes) {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.perennial.*.spark..", within("jobs"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(SPARK)
                .check(classes);
    }

    /** Jobs open a session and hand it on; what Spark does is the modules' business. */
    @ArchTest
    static void jobsKnowTheSessionOnly(JavaClasses classes) {
        noClasses()
                .that()
                .resideInAPackage(within("jobs"))
                .and()
                .doNotHaveFullyQualifiedName("dev.perennial.jobs.Sessions")
                .should()
                .dependOnClassesThat(com.tngtech.archunit.base.DescribedPredicate.describe(
                        "are Spark's, other than SparkSession",
                        type -> Stream.of("org.apache.spark.", "scala.").anyMatch(type.getPackageName()::startsWith)
                                && !type.getSimpleName().equals("SparkSession")))
                .check(classes);
    }

    @ArchTest
    static void deeplearning4jStaysInTraining(JavaClasses classes) {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.perennial.training.dl4j..",
                        "dev.perennial.training.kernel..",
                        "dev.perennial.training.spark..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(DEEPLEARNING)
                .check(classes);
    }

    /** Kernels compute on ND4J's memory; networks, updaters and training masters are for the packages above them. */
    @ArchTest
    static void kernelsKnowNoNetworks(JavaClasses classes) {
        noClasses()
                .that()
                .resideInAPackage("dev.perennial.training.kernel..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.deeplearning4j..")
                .check(classes);
    }

    @ArchTest
    static void vocabularyKnowsNoEngineAndNoFileFormat(JavaClasses classes) {
        noClasses()
                .that()
                .resideInAPackage(within("conf"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.spark..", "org.deeplearning4j..", "org.nd4j..", "org.apache.parquet..")
                .check(classes);
    }

    /** Randomness comes from a named Seed; the secret of an exchange is the one thing nobody may repeat. */
    @ArchTest
    static void randomnessIsNeverHidden(JavaClasses classes) {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Random")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
                .orShould()
                .callMethod(Math.class, "random")
                .check(classes);
    }

    /** Artefacts are JSON, Parquet and safetensors: reading one can make data and nothing else. */
    @ArchTest
    static void nothingDeserialisesJavaObjects(JavaClasses classes) {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.io.ObjectInputStream")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("org.deeplearning4j.util.ModelSerializer")
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("com.esotericsoftware..", "org.yaml.snakeyaml..")
                .check(classes);
    }

    @ArchTest
    static void onlyTheCommandLineEndsTheProcess(JavaClasses classes) {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.perennial.jobs.Perennial")
                .should()
                .callMethod(System.class, "exit", int.class)
                .check(classes);
    }

    @ArchTest
    static void onlyJobsSpeakToPeople(JavaClasses classes) {
        noClasses()
                .that()
                .resideOutsideOfPackage(within("jobs"))
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(classes);
    }

    /** What is forbidden elsewhere is found where it is allowed: the rules look where they should. */
    @ArchTest
    static void rulesFindWhatIsAllowed(JavaClasses classes) {
        assertThat(noClasses()
                        .should()
                        .accessField(System.class, "out")
                        .evaluate(classes)
                        .hasViolation())
                .isTrue();
        assertThat(noClasses()
                        .should()
                        .callMethod(System.class, "exit", int.class)
                        .evaluate(classes)
                        .hasViolation())
                .isTrue();
        for (String[] engine : List.of(SPARK, DEEPLEARNING)) {
            assertThat(noClasses()
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage(engine)
                            .evaluate(classes)
                            .hasViolation())
                    .isTrue();
        }
    }

    @ArchTest
    static void packagesOfAModuleFormNoCircle(JavaClasses classes) {
        for (String module : MODULES.subList(1, MODULES.size())) {
            slices().matching("dev.perennial." + module + ".(*)..")
                    .should()
                    .beFreeOfCycles()
                    .check(classes);
        }
    }

    private static String within(String module) {
        return "dev.perennial." + module + "..";
    }
}
