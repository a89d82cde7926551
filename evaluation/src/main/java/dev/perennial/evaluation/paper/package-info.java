/**
 * The claims of Ibrahim et al. 2024, each a contrast of losses that toy runs can hold or break. Start from
 * {@link dev.perennial.evaluation.paper.PaperClaims}.
 */
package dev.perennial.evaluation.paper;
