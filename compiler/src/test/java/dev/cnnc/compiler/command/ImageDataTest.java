package dev.cnnc.compiler.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.runtime.json.Json;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training on folders of images and on files of CIFAR, and predicting on pictures. */
class ImageDataTest {
  private static final String SCRIPT =
      """
      model Colours(classes: int = 3) {
        input image: f32[3, 8, 8]
        output logits = image |> flatten |> linear(classes)
      }

      data pictures {
        format    = images
        train     = "train"
        test      = "test"
        transform = scale(1 / 255)
      }

      train Colours on pictures {
        loss      = cross_entropy
        optimizer = sgd(lr = 0.1)
        epochs    = 6
        batch     = 6
      }
      """;

  /** Their order by name is not the order of the planes. */
  private static final List<String> COLOURS = List.of("red", "green", "blue");

  @TempDir Path folder;
  private Path script;
  private Path weights;

  @BeforeEach
  void writeScript() throws IOException {
    script = Files.writeString(folder.resolve("colours.cnn"), SCRIPT);
    weights = folder.resolve("colours.safetensors");
  }

  private void writePictures(String part, int count, int size, String... formats)
      throws IOException {
    Random random = new Random(count);
    for (String colour : COLOURS) {
      Path pictures = Files.createDirectories(folder.resolve(part).resolve(colour));
      for (int i = 0; i < count; i++) {
        String format = formats[i % formats.length];
        ImageIO.write(
            picture(COLOURS.indexOf(colour), size, random),
            format,
            pictures.resolve(i + "." + format).toFile());
      }
    }
  }

  private static BufferedImage picture(int plane, int size, Random random) {
    BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        int noise = random.nextInt(40);
        image.setRGB(x, y, noise << 16 | noise << 8 | noise | 200 << (16 - 8 * plane));
      }
    }
    return image;
  }

  private CommandRun run(String command, String... more) {
    List<String> arguments = new ArrayList<>(List.of(command, script.toString()));
    arguments.addAll(List.of(command.equals("train") ? "--out" : "--weights", weights.toString()));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  @Test
  void aFolderIsAClassInTheOrderOfTheNames() throws IOException {
    writePictures("train", 8, 8, "png", "jpg", "bmp", "gif");
    writePictures("test", 4, 8, "png");
    Files.writeString(folder.resolve("train").resolve(".DS_Store"), "hidden");
    CommandRun training = run("train");
    assertEquals(0, training.exitCode(), training.err());
    assertTrue(training.err().startsWith("training Colours: 24 examples"), training.err());
    assertEquals("test accuracy 100.00 %\n", run("eval").out());

    Path green = folder.resolve("large.png");
    ImageIO.write(picture(1, 50, new Random(1)), "png", green.toFile());
    CommandRun prediction = run("predict", green.toString(), "--json");
    Map<?, ?> answer = (Map<?, ?>) ((List<?>) Json.parse(prediction.out())).get(0);
    assertEquals(List.of("green", 1L), List.of(answer.get("label"), answer.get("class")));

    // The numbers are those of the training, also where the test lacks the first class.
    deleteAll(folder.resolve("test").resolve("blue"));
    assertEquals("test accuracy 100.00 %\n", run("eval").out());
  }

  @Test
  void picturesOfAllSizesAreTrainedOnWithAResize() throws IOException {
    writePictures("train", 8, 8, "png");
    writePictures("train", 5, 30, "png", "jpg");
    writePictures("train", 3, 5, "bmp");
    writePictures("test", 4, 17, "png");
    Files.writeString(script, SCRIPT.replace("scale(", "resize(8, 8) |> scale("));
    CommandRun training = run("train");
    assertEquals(0, training.exitCode(), training.err());
    assertEquals("test accuracy 100.00 %\n", run("eval").out());
  }

  /** Pictures of any size are predicted as the training saw them, without chance. */
  @Test
  void picturesAreResizedLoseColoursAndAreAugmented() throws IOException {
    writePictures("train", 8, 12, "png");
    writePictures("test", 4, 12, "png");
    String grey =
        SCRIPT
            .replace("[3, 8, 8]", "[1, 8, 8]")
            .replace(
                "scale(1 / 255)",
                "resize(10, 9) |> grayscale |> scale(1 / 255)\n"
                    + "  augment = random_crop(8, padding = 1) |> random_flip");
    Files.writeString(script, grey);
    CommandRun training = run("train");
    assertEquals(0, training.exitCode(), training.err());
    String accuracy = run("eval").out();
    assertEquals(accuracy, run("eval").out());
    Path green = folder.resolve("large.png");
    ImageIO.write(picture(1, 50, new Random(1)), "png", green.toFile());
    CommandRun prediction = run("predict", green.toString());
    assertTrue(prediction.out().contains(" green "), prediction.out() + prediction.err());
    assertEquals(prediction.out(), run("predict", green.toString()).out());

    Files.writeString(script, grey.replace("random_crop(8", "random_crop(12"));
    assertRefused("random_crop of 12×12 pixels does not fit into an image of 10×9");
    Files.writeString(script, grey.replace("resize(10, 9)", "resize(9, 9.5)"));
    assertRefused("error[E0502]: width must be a whole number");
    Files.writeString(script, grey.replace("[1, 8, 8]", "[1, 9, 8]"));
    assertRefused("the data set has f32[1, 8, 8]");
  }

  private static void deleteAll(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      for (Path entry : entries.toList()) {
        Files.delete(entry);
      }
    }
    Files.delete(directory);
  }

  @Test
  void foldersThatAreNotInOrderEndInOneMessage() throws IOException {
    Path train = folder.resolve("train");
    assertRefused("cnnc: there is no folder " + train);
    Files.createDirectory(train);
    assertRefused(train + ": no images in it; expected a folder for each class");
    writePictures("train", 2, 8, "png");
    Path odd = train.resolve("red").resolve("odd.png");
    Files.writeString(odd, "red");
    assertRefused(odd + ": not an image");
    Files.write(odd, new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13});
    assertRefused(odd + ": damaged image");
    ImageIO.write(picture(0, 9, new Random(1)), "png", odd.toFile());
    assertRefused(odd + ": 9×9 pixels, the images before it have 8×8; transform = resize(");
    Files.delete(odd);
    Files.createDirectory(odd);
    assertRefused(odd + ": a folder within that of a class, expected images");
    Files.delete(odd);
    writePictures("test", 1, 8, "png");
    Files.writeString(script, SCRIPT.replace("[3, 8, 8]", "[3, 4, 4]"));
    assertRefused("the data set has f32[3, 8, 8]");
    Files.writeString(script, SCRIPT.replace("[3, 8, 8]", "[2, 8, 8]"));
    assertRefused("images are for one input f32[1, H, W] or f32[3, H, W], found [image: ");
  }

  private void assertRefused(String message) {
    CommandRun run = run("train");
    assertEquals(1, run.exitCode());
    assertTrue(run.err().contains(message), run.err());
    assertFalse(run.err().contains("internal error"), run.err());
  }

  @Test
  void cifarFilesTrainAndPicturesArePredicted() throws IOException {
    Files.writeString(
        script,
        SCRIPT
            .replace("[3, 8, 8]", "[3, 32, 32]")
            .replace("= images", "= cifar_binary")
            .replace(
                "\"train\"", "(\"batch_1.bin\", \"batch_2.bin\")\n  labels_file = \"names.txt\"")
            .replace("\"test\"", "split(0.25)"));
    Files.writeString(folder.resolve("names.txt"), "red\ngreen\nblue\n\n");
    writeBatch("batch_1.bin", 20, 1);
    writeBatch("batch_2.bin", 12, 2);
    CommandRun training = run("train");
    assertEquals(0, training.exitCode(), training.err());
    assertTrue(training.err().startsWith("training Colours: 24 examples"), training.err());
    assertEquals("test accuracy 100.00 %\n", run("eval").out());
    Path blue = folder.resolve("blue.png");
    ImageIO.write(picture(2, 32, new Random(1)), "png", blue.toFile());
    assertTrue(run("predict", blue.toString()).out().contains(" blue "));

    Files.write(folder.resolve("batch_2.bin"), new byte[3000]);
    assertRefused(folder.resolve("batch_2.bin") + ": has 3000 bytes, expected whole records");
  }

  private void writeBatch(String name, int count, long seed) throws IOException {
    Random random = new Random(seed);
    byte[] bytes = new byte[count * 3073];
    for (int i = 0; i < count; i++) {
      int plane = random.nextInt(3);
      bytes[i * 3073] = (byte) plane;
      BufferedImage image = picture(plane, 32, random);
      for (int p = 0; p < 3072; p++) {
        int rgb = image.getRGB(p % 32, p / 32 % 32);
        bytes[i * 3073 + 1 + p] = (byte) (rgb >> (16 - 8 * (p / 1024)));
      }
    }
    Files.write(folder.resolve(name), bytes);
  }
}
