package dev.cnnc.benchmarks.network;

import java.util.List;

/** The networks that are compared. */
public final class Networks {
  private static final List<NetworkGraph> ALL = List.of(lenet(), resnet20(), vggSmall());

  private Networks() {}

  public static List<NetworkGraph> all() {
    return ALL;
  }

  /**
   * @throws IllegalArgumentException if there is none of that name
   */
  public static NetworkGraph named(String name) {
    return ALL.stream()
        .filter(network -> network.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no network '"
                        + name
                        + "', only "
                        + ALL.stream().map(NetworkGraph::name).toList()));
  }

  private static NetworkGraph lenet() {
    return new GraphBuilder(1, 28)
        .convolution("conv1", 20, 5, 1, 0, true)
        .maxPool("pool1")
        .relu("relu1")
        .convolution("conv2", 50, 5, 1, 0, true)
        .maxPool("pool2")
        .relu("relu2")
        .flatten("flat")
        .dense("dense1", 500)
        .relu("relu3")
        .dense("dense2", NetworkGraph.CLASSES)
        .build("N1", "LeNet", 64);
  }

  private static NetworkGraph resnet20() {
    GraphBuilder graph =
        new GraphBuilder(3, 32)
            .convolution("stem", 16, 3, 1, 1, false)
            .batchNorm("stem_norm")
            .relu("stem_relu");
    int number = 1;
    for (int width : new int[] {16, 32, 64}) {
      for (int i = 0; i < 3; i++) {
        graph.residualBlock("block" + number++, width, width > 16 && i == 0 ? 2 : 1);
      }
    }
    return graph.globalMean("mean").dense("head", NetworkGraph.CLASSES).build("N2", "ResNet20", 64);
  }

  private static NetworkGraph vggSmall() {
    GraphBuilder graph = new GraphBuilder(3, 32);
    int number = 1;
    for (int width : new int[] {64, 128, 256}) {
      for (int i = 0; i < 2; i++) {
        graph.convolution("conv" + number, width, 3, 1, 1, true).relu("relu" + number);
        number++;
      }
      graph.maxPool("pool" + width);
    }
    return graph
        .flatten("flat")
        .dense("dense1", 256)
        .relu("dense1_relu")
        .dense("dense2", NetworkGraph.CLASSES)
        .build("N3", "VggSmall", 32);
  }
}
