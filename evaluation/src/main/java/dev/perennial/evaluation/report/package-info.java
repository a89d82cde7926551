/**
 * The report of an experiment: plain records, written as one self-contained page and the same figures as JSON, CSV and Parquet.
 * It knows neither Spark nor DL4J. Start from {@link dev.perennial.evaluation.report.Report}.
 */
package dev.perennial.evaluation.report;
