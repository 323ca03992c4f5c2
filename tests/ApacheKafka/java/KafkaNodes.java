import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.utils.Time;

/**
 * Nodes of Apache Kafka in this process, one for each properties file that is named. A directory without data is formatted first, with the
 * options that the first argument holds. Says "started" when all run. The line "stop" on standard input stops them cleanly; its end
 * halts the process at once, so that no node outlives the test that started it.
 */
public final class KafkaNodes {
    public static void main(String[] arguments) {
        try {
            run(arguments);
            System.exit(0);
        } catch (Throwable failure) {
            end(failure);
        }
    }

    private static void run(String[] arguments) throws Exception {
        List<KafkaRaftServer> nodes = new ArrayList<>();
        CountDownLatch stop = new CountDownLatch(1);
        Thread listener = new Thread(() -> listen(stop), "commands");
        listener.setDaemon(true);
        listener.start();
        for (String file : Arrays.copyOfRange(arguments, 1, arguments.length)) {
            Properties properties = new Properties();
            try (Reader reader = Files.newBufferedReader(Path.of(file))) {
                properties.load(reader);
            }
            format(arguments[0], file, properties.getProperty("log.dirs"));
            nodes.add(new KafkaRaftServer(new KafkaConfig(properties), Time.SYSTEM));
        }
        each(nodes, KafkaRaftServer::startup);
        System.out.println("started");
        stop.await();
        each(nodes, node -> {
            node.shutdown();
            node.awaitShutdown();
        });
    }

    private static void format(String options, String file, String directories) {
        if (Files.exists(Path.of(directories.split(",")[0], "meta.properties"))) {
            return;
        }
        List<String> arguments = new ArrayList<>(List.of("format", "-c", file));
        arguments.addAll(List.of(options.split(" ")));
        int code = StorageTool.execute(arguments.toArray(new String[0]), System.err);
        if (code != 0) {
            throw new IllegalStateException("formatting " + directories + " ended with " + code);
        }
    }

    /** All at once: of several controllers none is ready, and none stops, alone. */
    private static void each(List<KafkaRaftServer> nodes, Consumer<KafkaRaftServer> action) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (KafkaRaftServer node : nodes) {
            Thread thread = new Thread(() -> {
                try {
                    action.accept(node);
                } catch (Throwable failure) {
                    end(failure);
                }
            }, "node");
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void listen(CountDownLatch stop) {
        try (BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                if (line.equals("stop")) {
                    stop.countDown();
                }
            }
            Runtime.getRuntime().halt(1);
        } catch (IOException broken) {
            end(broken);
        }
    }

    /** At once, whatever other threads do. */
    private static void end(Throwable failure) {
        failure.printStackTrace();
        Runtime.getRuntime().halt(1);
    }
}
