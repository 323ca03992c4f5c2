import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.apache.kafka.common.utils.internals.Exit;

/**
 * Runs Apache Kafka's tools one after another in one process, since starting Java takes longer than what they do. A call is a line of words in
 * Base64: the class, what its standard input holds, and its arguments. The answer is a line of exit code, standard output and error output.
 */
public final class KafkaTools {
    private static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream());
    private static Integer code;

    /** What a tool that wants to end the process meets instead. */
    private static final class Ended extends Error {
        Ended() {
            super(null, null, false, false);
        }
    }

    public static void main(String[] none) throws Exception {
        PrintStream answers = System.out;
        BufferedReader calls = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        Exit.setExitProcedure((status, message) -> end(status));
        Exit.setHaltProcedure((status, message) -> end(status));
        for (String line = calls.readLine(); line != null; line = calls.readLine()) {
            String[] words = Arrays.stream(line.split(" ", -1)).map(KafkaTools::decode).toArray(String[]::new);
            ByteArrayOutputStream output = new ByteArrayOutputStream();
            ByteArrayOutputStream errors = new ByteArrayOutputStream();
            System.setIn(new ByteArrayInputStream(words[1].getBytes(StandardCharsets.UTF_8)));
            write(new PrintStream(output, true, StandardCharsets.UTF_8), new PrintStream(errors, true, StandardCharsets.UTF_8));
            run(words[0], Arrays.copyOfRange(words, 2, words.length));
            write(new PrintStream(output, true, StandardCharsets.UTF_8), new PrintStream(errors, true, StandardCharsets.UTF_8));
            runShutdownHooks();
            answers.println(code + " " + encode(output) + " " + encode(errors));
        }
        Runtime.getRuntime().halt(0);
    }

    private static void run(String tool, String[] arguments) throws Exception {
        code = null;
        try {
            Class.forName(tool).getMethod("main", String[].class).invoke(null, (Object) arguments);
            code = code == null ? 0 : code;
        } catch (InvocationTargetException thrown) {
            if (code == null) {
                thrown.getCause().printStackTrace();
                code = 1;
            }
        }
    }

    /** What a tool left to be done when the process ends; needs java.lang to be open to this class. */
    private static void runShutdownHooks() throws Exception {
        Field field = Class.forName("java.lang.ApplicationShutdownHooks").getDeclaredField("hooks");
        field.setAccessible(true);
        for (Object hook : new ArrayList<>(((Map<?, ?>) field.get(null)).keySet())) {
            Runtime.getRuntime().removeShutdownHook((Thread) hook);
            ((Thread) hook).start();
            ((Thread) hook).join();
        }
    }

    /** The first end counts. Some tools take what is thrown for a failure of their own, and talk on where the process would be gone. */
    private static void end(int status) {
        if (code == null) {
            code = status;
            write(NOWHERE, NOWHERE);
        }
        throw new Ended();
    }

    private static void write(PrintStream output, PrintStream errors) {
        System.setOut(output);
        System.setErr(errors);
    }

    private static String decode(String word) {
        return new String(Base64.getDecoder().decode(word), StandardCharsets.UTF_8);
    }

    private static String encode(ByteArrayOutputStream bytes) {
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }
}
