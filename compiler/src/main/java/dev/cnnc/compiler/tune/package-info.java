/** The search for schedules by measurement, and the files that remember what it found. */
package dev.cnnc.compiler.tune;
