/**
 * The report of an experiment: plain records, written as one self-contained page and the same figures as JSON and CSV.
 * It knows neither Spark nor DL4J. Start from {@link dev.perennial.evaluation.report.Report}.
 */
package dev.perennial.evaluation.report;
