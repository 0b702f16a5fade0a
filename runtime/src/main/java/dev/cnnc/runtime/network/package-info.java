/**
 * A compiled network with its parameters, for prediction and for training step by step. Start here:
 * {@link dev.cnnc.runtime.network.Network}.
 */
package dev.cnnc.runtime.network;
