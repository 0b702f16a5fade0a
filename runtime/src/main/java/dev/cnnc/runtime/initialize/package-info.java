/** First values of parameters and states. */
package dev.cnnc.runtime.initialize;
