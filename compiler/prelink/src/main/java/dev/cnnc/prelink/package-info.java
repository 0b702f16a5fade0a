/**
 * A step of the build, for commands that start fast: what the JVM would link when it is first run
 * is plain code.
 *
 * <p>{@code javac} leaves lambdas, and {@code equals} and {@code hashCode} of records, to {@code
 * invokedynamic}: where such an instruction first runs, the JVM puts a class together and links it.
 * A command that compiles one network runs through several hundred of these, each for the first
 * time. {@link dev.cnnc.prelink.Prelink} replaces them in the class files; what the code does stays
 * the same. Traces of the stack name such classes: {@code Affine$$Lambda3}. Where an editor
 * compiles without Maven, all works as well, and starts slower.
 */
package dev.cnnc.prelink;
