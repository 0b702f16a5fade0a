/** What is done to examples when they are read: transforms always, augmentations in training. */
package dev.cnnc.runtime.prepare;
