import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;

/**
 * Tells how Apache Kafka refuses requests. A call is a line of API key, version, error code and the request's bytes in hexadecimal; the
 * answer is a line of the response's bytes, of one dash where there is none, or of what went wrong.
 */
public final class KafkaRefusals {
    public static void main(String[] none) throws Exception {
        PrintStream answers = System.out;
        BufferedReader calls = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = calls.readLine(); line != null; line = calls.readLine()) {
            String[] words = line.split(" ", -1);
            short version = Short.parseShort(words[1]);
            try {
                ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(words[3]));
                AbstractRequest request = AbstractRequest.parseRequest(ApiKeys.forId(Integer.parseInt(words[0])), version, new ByteBufferAccessor(bytes)).request;
                AbstractResponse response = request.getErrorResponse(Errors.forCode(Short.parseShort(words[2])).exception());
                answers.println(response == null ? "-" : bytes(response, version));
            } catch (RuntimeException failed) {
                answers.println(failed.toString().replace('\n', ' '));
            }
        }
    }

    private static String bytes(AbstractResponse response, short version) {
        ObjectSerializationCache cache = new ObjectSerializationCache();
        ByteBufferAccessor bytes = new ByteBufferAccessor(ByteBuffer.allocate(response.data().size(cache, version)));
        response.data().write(bytes, cache, version);
        return HexFormat.of().formatHex(bytes.buffer().array());
    }
}
