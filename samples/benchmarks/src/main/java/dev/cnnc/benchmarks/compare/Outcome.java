package dev.cnnc.benchmarks.compare;

import dev.cnnc.benchmarks.engine.Engines;
import java.util.Map;

/**
 * What came of a measurement.
 *
 * @param times seconds, of the engines that computed what was expected
 * @param memory the most bytes that the process of each had in memory
 * @param failures why an engine is not among them
 * @param difference the greatest relative difference of outputs, of those that were taken
 */
record Outcome(
    Measurement measurement,
    Map<Engines, Times> times,
    Map<Engines, Long> memory,
    Map<Engines, String> failures,
    double difference) {}
