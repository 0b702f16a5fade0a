/**
 * Reverse mode: from a graph, the graph that computes its gradients too. {@link
 * dev.cnnc.compiler.autodiff.Differentiate} walks the nodes backwards; {@link
 * dev.cnnc.compiler.autodiff.TermAdjoint} says what the gradient of a reduction is for one of its
 * terms; {@link dev.cnnc.compiler.autodiff.Tangent} differentiates the body; {@link
 * dev.cnnc.compiler.autodiff.SubscriptSystem} and {@link dev.cnnc.compiler.autodiff.GatherTerms}
 * turn the scatter that results into a comprehension.
 */
package dev.cnnc.compiler.autodiff;
