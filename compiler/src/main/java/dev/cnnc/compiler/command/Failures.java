package dev.cnnc.compiler.command;

import dev.cnnc.compiler.bytecode.LongScheduleException;
import dev.cnnc.grammar.diagnostic.CompilationException;
import dev.cnnc.grammar.diagnostic.DiagnosticPrinter;
import dev.cnnc.runtime.execute.InsufficientMemoryException;
import dev.cnnc.runtime.execute.StateException;
import dev.cnnc.runtime.program.BackendException;
import dev.cnnc.runtime.program.DataIndexException;
import dev.cnnc.runtime.train.DivergenceException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** The one place that turns what went wrong into a message and an exit code. */
final class Failures implements IExecutionExceptionHandler {
  private final BooleanSupplier stacktrace;

  Failures(BooleanSupplier stacktrace) {
    this.stacktrace = stacktrace;
  }

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine commandLine, ParseResult arguments) {
    return report(failure, commandLine.getErr());
  }

  /** Prints the message of a failure and returns the exit code. */
  int report(Throwable failure, PrintWriter err) {
    if (failure instanceof CompilationException compilation) {
      err.print(DiagnosticPrinter.text(compilation.diagnostics(), Terminal.hasColours()));
    } else {
      err.println("cnnc: " + message(failure));
    }
    if (stacktrace.getAsBoolean() || "1".equals(System.getenv("CNNC_STACKTRACE"))) {
      failure.printStackTrace(err);
    }
    err.flush();
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static String message(Throwable failure) {
    if (failure instanceof CommandFailure
        || failure instanceof InsufficientMemoryException
        || failure instanceof DataIndexException
        || failure instanceof BackendException
        || failure instanceof LongScheduleException
        || failure instanceof StateException
        || failure instanceof DivergenceException) {
      return failure.getMessage();
    }
    if (failure instanceof UncheckedIOException unchecked) {
      return message(unchecked.getCause());
    }
    if (failure instanceof NoSuchFileException missing) {
      return missing.getFile() + ": no such file";
    }
    if (failure instanceof AccessDeniedException denied) {
      return denied.getFile() + ": permission denied";
    }
    if (failure instanceof FileSystemException file && file.getReason() != null) {
      return file.getFile() + ": " + file.getReason();
    }
    if (failure instanceof IOException && failure.getMessage() != null) {
      return failure.getMessage();
    }
    if (failure instanceof OutOfMemoryError) {
      return "the Java heap is too small ("
          + Runtime.getRuntime().maxMemory() / (1 << 20)
          + " MiB); give it more with CNNC_JAVA_OPTS=-Xmx…, or use a smaller batch";
    }
    if (failure instanceof StackOverflowError) {
      return "the script is nested too deeply";
    }
    return "internal error: "
        + failure
        + " (please report it with the output of --stacktrace added)";
  }
}
