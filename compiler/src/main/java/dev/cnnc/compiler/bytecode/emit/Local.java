package dev.cnnc.compiler.bytecode.emit;

/** A variable of a generated method and the slot it lives in. */
public record Local(String name, Kind kind, int slot) {}
