using System.Buffers;
using System.Text.Json;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Frames;
using MiniKafka.Protocol.Messages;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Tests.Protocol;

/// <summary>Frames that real clients and a real broker exchanged: each is read to its last byte and written as it was.</summary>
public class GoldenFrameTests
{
    [SharedFact]
    public void Every_request_of_a_real_client_is_read_and_written_back_the_same()
    {
        foreach (var frame in Frames())
        {
            var bytes = new SharedBytes(frame.Request);
            var (header, request) = FrameCodec.DecodeRequest(bytes);
            EnsureAllRead(frame, frame.Request, frame.Api.RequestHeaderVersion(frame.Version), isRequest: true);

            var again = FrameCodec.EncodeRequest(request, frame.Version, header.CorrelationId, header.ClientId);
            AssertSame(frame, frame.Request, again);
        }
    }

    [SharedFact]
    public void Every_response_of_a_real_broker_is_read_and_written_back_the_same()
    {
        foreach (var frame in Frames().Where(frame => frame.Response.Length > 0))
        {
            var (correlationId, response) = FrameCodec.DecodeResponse(new SharedBytes(frame.Response), frame.Api, frame.Version);
            EnsureAllRead(frame, frame.Response, frame.Api.ResponseHeaderVersion(frame.Version), isRequest: false);

            AssertSame(frame, frame.Response, FrameCodec.EncodeResponse(response, frame.Version, correlationId));
        }
    }

    [SharedFact]
    public void Every_frame_torn_into_pieces_of_one_byte_reads_the_same()
    {
        foreach (var frame in Frames())
        {
            var (header, request) = FrameCodec.DecodeRequest(new SharedBytes(Bytes.InPieces(frame.Request, 1)));

            AssertSame(frame, frame.Request, FrameCodec.EncodeRequest(request, frame.Version, header.CorrelationId, header.ClientId));
        }
    }

    [SharedFact]
    public void Every_frame_cut_short_anywhere_is_refused()
    {
        foreach (var frame in Frames())
        {
            for (var length = 0; length < frame.Request.Length; length++)
            {
                var cut = frame.Request.AsMemory(0, length);
                Assert.Throws<ProtocolException>(() => FrameCodec.DecodeRequest(new SharedBytes(cut)));
            }
        }
    }

    private static void EnsureAllRead(GoldenFrame frame, byte[] bytes, short headerVersion, bool isRequest)
    {
        var reader = new ProtocolReader(bytes);
        if (isRequest)
        {
            RequestHeader.Read(ref reader, headerVersion);
            frame.Api.DecodeRequest(ref reader, frame.Version);
        }
        else
        {
            ResponseHeader.Read(ref reader, headerVersion);
            frame.Api.DecodeResponse(ref reader, frame.Version);
        }

        Assert.True(reader.Remaining == 0, $"{frame}: {reader.Remaining} bytes are left over.");
    }

    private static void AssertSame(GoldenFrame frame, byte[] expected, SharedBytes actual)
    {
        var written = actual.Sequence.ToArray();
        actual.Release();
        Assert.True(
            expected.AsSpan().SequenceEqual(written),
            $"{frame}:\nwas {Convert.ToHexString(expected)}\nnow {Convert.ToHexString(written)}");
    }

    private static IEnumerable<GoldenFrame> Frames()
    {
        foreach (var file in Directory.EnumerateFiles(SharedFactAttribute.PathOf("golden", "frames"), "*.jsonl").Order(StringComparer.Ordinal))
        {
            foreach (var line in File.ReadLines(file))
            {
                using var json = JsonDocument.Parse(line);
                var row = json.RootElement;
                Assert.True(ApiCatalog.TryGet(row.GetProperty("apiKey").GetInt16(), out var api), line);
                yield return new GoldenFrame(
                    api,
                    row.GetProperty("version").GetInt16(),
                    Convert.FromHexString(row.GetProperty("request").GetString() ?? ""),
                    Convert.FromHexString(row.GetProperty("response").GetString() ?? ""));
            }
        }
    }

    private sealed record GoldenFrame(Api Api, short Version, byte[] Request, byte[] Response)
    {
        public override string ToString() => $"{Api} version {Version}";
    }
}
