import java.io.IOException;
import java.util.Arrays;

/**
 * Runs one of Apache Kafka's tools that goes on until it is told to end. A line on standard input ends it as a signal would, so that it takes
 * leave; the end of standard input halts it at once.
 */
public final class KafkaTool {
    public static void main(String[] arguments) throws Exception {
        Thread listener = new Thread(KafkaTool::listen, "commands");
        listener.setDaemon(true);
        listener.start();
        Class.forName(arguments[0]).getMethod("main", String[].class).invoke(null, (Object) Arrays.copyOfRange(arguments, 1, arguments.length));
    }

    private static void listen() {
        try {
            if (System.in.read() >= 0) {
                System.exit(0);
            }
        } catch (IOException broken) {
            broken.printStackTrace();
        }
        Runtime.getRuntime().halt(1);
    }
}
