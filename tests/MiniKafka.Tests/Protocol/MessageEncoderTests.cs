using System.Buffers;
using System.Runtime.InteropServices;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Frames;
using MiniKafka.Protocol.Messages;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Tests.Protocol;

public class MessageEncoderTests
{
    [Fact]
    public void Record_bytes_are_referred_to_and_held_until_the_frame_is_released()
    {
        var lease = new CountingLease();
        var records = new byte[5_000];
        var frame = FrameCodec.EncodeRequest(Produce(new SharedBytes(records, lease)), 9, 1, "client");

        Assert.Equal(2, lease.Holds);
        Assert.Contains(Pieces(frame), piece => MemoryMarshal.TryGetArray(piece, out var array) && array.Array == records);

        frame.Release();
        Assert.Equal(1, lease.Holds);
    }

    [Fact]
    public void Short_record_bytes_are_copied()
    {
        var lease = new CountingLease();
        var frame = FrameCodec.EncodeRequest(Produce(new SharedBytes(new byte[50], lease)), 9, 1, "client");

        Assert.Equal(1, lease.Holds);
        Assert.Single(Pieces(frame));
        frame.Release();
    }

    [Fact]
    public void Record_bytes_that_are_read_are_a_slice_of_the_frame_under_its_lease()
    {
        var frame = FrameCodec.EncodeRequest(Produce(new SharedBytes(Enumerable.Range(0, 90).Select(i => (byte)i).ToArray())), 9, 1, "client");

        var request = (ProduceRequest)FrameCodec.DecodeRequest(frame).Request;
        var records = request.TopicData[0].PartitionData[0].Records!.Value;

        Assert.Same(frame.Lease, records.Lease);
        Assert.Equal(90, records.Length);
        Assert.True(frame.Sequence.FirstSpan.Overlaps(records.Sequence.FirstSpan));
        frame.Release();
    }

    [Fact]
    public void A_spliced_frame_is_read_without_copying_its_records()
    {
        var records = new byte[5_000];
        var frame = FrameCodec.EncodeRequest(Produce(new SharedBytes(records)), 9, 1, "client");

        var request = (ProduceRequest)FrameCodec.DecodeRequest(frame).Request;

        var slice = request.TopicData[0].PartitionData[0].Records!.Value;
        Assert.True(slice.Sequence.IsSingleSegment);
        Assert.True(MemoryMarshal.TryGetArray(slice.Sequence.First, out var array));
        Assert.Same(records, array.Array);
        frame.Release();
    }

    [Fact]
    public void Empty_and_null_record_bytes_stay_different()
    {
        foreach (var version in (short[])[3, 9])
        {
            Assert.Null(ReadBack(null, version));
            Assert.Equal(0, ReadBack(SharedBytes.Empty, version)!.Value.Length);
        }
    }

    [Fact]
    public void A_field_that_the_version_lacks_is_dropped_when_it_may_be_ignored()
    {
        var bytes = MessageEncoder.ToArray(new FetchRequest { SessionId = 5 }, 4);

        var reader = new ProtocolReader(bytes);
        Assert.Equal(0, FetchRequest.Read(ref reader, 4).SessionId);
    }

    [Fact]
    public void A_field_that_the_version_lacks_is_refused_when_it_matters()
    {
        var request = new FetchRequest { ReplicaState = new() { ReplicaId = 1 } };

        var refusal = Assert.Throws<ProtocolException>(() => MessageEncoder.ToArray(request, 14));

        Assert.Contains("FetchRequest.ReplicaState", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Null_is_refused_in_versions_that_cannot_express_it()
    {
        var request = new MetadataRequest { Topics = null };

        Assert.Throws<ProtocolException>(() => MessageEncoder.ToArray(request, 0));
        Assert.Equal("FFFFFFFF", Convert.ToHexString(MessageEncoder.ToArray(request, 1)));
    }

    [Fact]
    public void A_string_longer_than_the_protocol_allows_is_refused()
    {
        var request = new SaslHandshakeRequest { Mechanism = new string('x', 40_000) };

        Assert.Throws<ProtocolException>(() => MessageEncoder.ToArray(request, 1));
    }

    [Fact]
    public void ApiVersions_answers_with_the_oldest_header_in_every_version()
    {
        var frame = FrameCodec.EncodeResponse(new ApiVersionsResponse { ErrorCode = ErrorCode.UnsupportedVersion }, 3, 7);

        Assert.Equal("000000070023", Convert.ToHexString(frame.Sequence.ToArray())[..12]);
        frame.Release();
    }

    [Fact]
    public void Reading_a_produce_request_allocates_its_objects_and_nothing_else()
    {
        var bytes = MessageEncoder.ToArray(Produce(new SharedBytes(new byte[10_000])), 9);
        Decode(bytes);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Decode(bytes);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(allocated <= 420, $"{allocated} bytes were allocated for one topic and one partition.");
    }

    private static ProduceRequest Decode(byte[] bytes)
    {
        var reader = new ProtocolReader(bytes);
        return ProduceRequest.Read(ref reader, 9);
    }

    private static SharedBytes? ReadBack(SharedBytes? records, short version)
    {
        var reader = new ProtocolReader(MessageEncoder.ToArray(Produce(records), version));
        return ProduceRequest.Read(ref reader, version).TopicData[0].PartitionData[0].Records;
    }

    private static ProduceRequest Produce(SharedBytes? records) => new()
    {
        Acks = -1,
        TopicData = { new() { Name = "topic", PartitionData = { new() { Index = 3, Records = records } } } },
    };

    private static List<ReadOnlyMemory<byte>> Pieces(SharedBytes bytes)
    {
        List<ReadOnlyMemory<byte>> pieces = [];
        foreach (var piece in bytes.Sequence)
        {
            pieces.Add(piece);
        }

        return pieces;
    }

    private sealed class CountingLease : ILease
    {
        public long Footprint => 100;

        public int Holds { get; private set; } = 1;

        public void Retain() => Holds++;

        public void Release() => Holds--;
    }
}
