package dev.cnnc.compiler.elaborate;

import dev.cnnc.grammar.tree.Definition;
import dev.cnnc.grammar.tree.Expression;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What of a {@code train} block is sound by itself, so that it can be checked although another
 * setting of the block is wrong.
 *
 * @param model empty if there is none of that name
 * @param arguments the parameters of the model; empty if one of them is wrong
 * @param loss as it is written; empty if the block has none
 * @param update empty if there is no such optimizer, or no such clip
 * @param metrics those that are known
 * @param checkpoint its metric, if it is known
 */
record TrainParts(
    Optional<Definition.Model> model,
    Optional<Map<String, Constant>> arguments,
    Optional<Expression> loss,
    Optional<UpdateRule> update,
    List<SettingCall> metrics,
    Optional<SettingCall> checkpoint) {
  static final TrainParts NONE =
      new TrainParts(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          Optional.empty());
}
