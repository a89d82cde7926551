/**
 * The commands: one {@code *Job} a command, each reading plan, check, show, execute, report. The experiment is the root record
 * that composes every module's own. Start from {@link dev.perennial.jobs.RunJob}.
 */
package dev.perennial.jobs;
