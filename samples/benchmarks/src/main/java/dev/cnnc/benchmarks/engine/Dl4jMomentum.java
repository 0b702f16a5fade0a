package dev.cnnc.benchmarks.engine;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;

/** Momentum as the other engines have it; what DL4J comes with is Nesterov's. */
final class Dl4jMomentum implements IUpdater {
  private static final long serialVersionUID = 1;
  private static final String VELOCITY = "velocity";

  @Override
  public long stateSize(long parameters) {
    return parameters;
  }

  @Override
  public GradientUpdater<Dl4jMomentum> instantiate(INDArray view, boolean initialize) {
    Updater updater = new Updater(this);
    updater.setStateViewArray(view, view.shape(), view.ordering(), initialize);
    return updater;
  }

  @Override
  public GradientUpdater<Dl4jMomentum> instantiate(
      Map<String, INDArray> states, boolean initialize) {
    Updater updater = new Updater(this);
    updater.setState(states, initialize);
    return updater;
  }

  @Override
  @SuppressWarnings("MethodDoesntCallSuperMethod")
  public Dl4jMomentum clone() {
    return new Dl4jMomentum();
  }

  @Override
  public double getLearningRate(int iteration, int epoch) {
    return Engine.LEARNING_RATE;
  }

  @Override
  public boolean hasLearningRate() {
    return true;
  }

  @Override
  public void setLrAndSchedule(double rate, ISchedule schedule) {
    throw new UnsupportedOperationException("the learning rate is fixed");
  }

  private static final class Updater implements GradientUpdater<Dl4jMomentum> {
    private final Dl4jMomentum config;
    private INDArray velocity;

    Updater(Dl4jMomentum config) {
      this.config = config;
    }

    @Override
    public Dl4jMomentum getConfig() {
      return config;
    }

    @Override
    public void setState(Map<String, INDArray> states, boolean initialize) {
      velocity = states.get(VELOCITY);
    }

    @Override
    public Map<String, INDArray> getState() {
      return Map.of(VELOCITY, velocity);
    }

    @Override
    public void setStateViewArray(INDArray view, long[] shape, char order, boolean initialize) {
      if (initialize) {
        view.assign(0);
      }
      velocity = view;
    }

    @Override
    public void applyUpdater(INDArray gradient, int iteration, int epoch) {
      INDArray g = gradient.reshape(velocity.shape());
      velocity.muli(Engine.MOMENTUM).addi(g);
      g.assign(velocity).muli(Engine.LEARNING_RATE);
    }
  }
}
