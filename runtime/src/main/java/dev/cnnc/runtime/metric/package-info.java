/** What is measured over the examples of a data set, such as accuracy; depends on no network. */
package dev.cnnc.runtime.metric;
