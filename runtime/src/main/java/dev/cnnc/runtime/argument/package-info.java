/** How what a script may name, such as initializers and schedules, declares its arguments. */
package dev.cnnc.runtime.argument;
