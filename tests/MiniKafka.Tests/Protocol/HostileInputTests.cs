using System.Buffers.Binary;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Frames;
using MiniKafka.Protocol.Messages;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Tests.Protocol;

/// <summary>Bytes that claim more than they have, or something impossible: refused before anything is allocated.</summary>
public class HostileInputTests
{
    private static readonly byte[] OverlongVarint = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01];

    [Fact]
    public void A_count_that_the_bytes_cannot_hold_is_refused_without_allocating()
    {
        byte[] bytes = [0x7F, 0xFF, 0xFF, 0xFF, 0, 1, 0x61];

        var allocated = AllocatedByRefusing<MetadataRequest>(bytes, 1);

        Assert.True(allocated < 10_000, $"{allocated} bytes were allocated.");
    }

    [Fact]
    public void A_count_is_compared_with_the_size_of_the_smallest_element()
    {
        var bytes = new byte[6 + 60_000];
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(2), 60_000);

        var allocated = AllocatedByRefusing<OffsetDeleteRequest>(bytes, 0);

        Assert.True(allocated < 10_000, $"{allocated} bytes were allocated.");
    }

    [Fact]
    public void A_compact_count_of_two_billion_is_refused()
    {
        AllocatedByRefusing<MetadataRequest>([0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0, 0, 0], 12);
    }

    [Fact]
    public void A_negative_count_is_refused_where_null_is_not_allowed()
    {
        AllocatedByRefusing<MetadataRequest>([0xFF, 0xFF, 0xFF, 0xFF], 0);
    }

    [Fact]
    public void A_null_string_is_refused_where_null_is_not_allowed()
    {
        AllocatedByRefusing<SaslHandshakeRequest>([0xFF, 0xFF], 1);
    }

    [Fact]
    public void A_compact_string_longer_than_the_protocol_allows_is_refused()
    {
        var bytes = new byte[50_000];
        bytes[0] = 0x81;
        bytes[1] = 0x80;
        bytes[2] = 0x02;

        AllocatedByRefusing<ApiVersionsRequest>(bytes, 3);
    }

    [Fact]
    public void Record_bytes_that_reach_beyond_the_end_are_refused()
    {
        var request = new ProduceRequest { TopicData = { new() { Name = "t", PartitionData = { new() { Records = new(new byte[30]) } } } } };
        var bytes = MessageEncoder.ToArray(request, 8);
        bytes[^33] = 1;

        AllocatedByRefusing<ProduceRequest>(bytes, 8);
    }

    [Fact]
    public void A_variable_length_number_of_six_bytes_is_refused()
    {
        AllocatedByRefusing<ApiVersionsRequest>(OverlongVarint, 3);
    }

    [Fact]
    public void A_billion_tagged_fields_in_no_bytes_are_refused()
    {
        AllocatedByRefusing<ApiVersionsRequest>([1, 1, 0xFF, 0xFF, 0xFF, 0xFF, 0x03], 3);
    }

    [Fact]
    public void A_tagged_field_whose_content_is_shorter_than_it_claims_is_refused()
    {
        var bytes = MessageEncoder.ToArray(new FetchRequest { ReplicaState = new() { ReplicaId = 3 } }, 15);
        var length = Array.LastIndexOf(bytes, (byte)13);
        bytes[length]++;

        AllocatedByRefusing<FetchRequest>([.. bytes, 0], 15);
    }

    [Fact]
    public void A_tag_of_a_later_version_is_refused()
    {
        var bytes = MessageEncoder.ToArray(new FetchRequest(), 12);
        byte[] withTag = [.. bytes[..^1], 1, 1, 0];

        AllocatedByRefusing<FetchRequest>(withTag, 12);
    }

    [Fact]
    public void A_tag_that_nobody_knows_is_passed_over()
    {
        byte[] bytes = [2, 0x61, 2, 0x62, 1, 99, 3, 1, 2, 3];

        var reader = new ProtocolReader(bytes);
        var request = ApiVersionsRequest.Read(ref reader, 3);

        Assert.Equal(("a", "b"), (request.ClientSoftwareName, request.ClientSoftwareVersion));
        Assert.Equal(0, reader.Remaining);
    }

    [Fact]
    public void A_million_elements_that_a_request_cannot_afford_get_no_room()
    {
        var bytes = new byte[6 + 3_000_000];
        BinaryPrimitives.WriteInt32BigEndian(bytes, 1_000_000);
        bytes[4] = 0xFF;

        var allocated = AllocatedByRefusing<CreateTopicsRequest>(bytes, 2);

        Assert.True(allocated < 100_000, $"{allocated} bytes were allocated.");
    }

    [Fact]
    public void Of_a_tag_that_comes_twice_the_last_counts()
    {
        byte[] bytes = [.. MessageEncoder.ToArray(new FetchRequest(), 12)[..^1], 2, 0, 2, 2, 0x61, 0, 2, 2, 0x62];

        var reader = new ProtocolReader(bytes);

        Assert.Equal("b", FetchRequest.Read(ref reader, 12).ClusterId);
    }

    [Fact]
    public void Bytes_that_are_no_utf8_become_replacement_characters()
    {
        var reader = new ProtocolReader((byte[])[0, 2, 0x61, 0xFF]);

        Assert.Equal("a\uFFFD", SaslHandshakeRequest.Read(ref reader, 1).Mechanism);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(14)]
    public void A_version_that_there_is_not_is_refused(short version)
    {
        AllocatedByRefusing<MetadataRequest>(new byte[100], version);
    }

    [Fact]
    public void An_unknown_api_is_refused()
    {
        Assert.Throws<ProtocolException>(() => FrameCodec.DecodeRequest(new(new byte[] { 0, 4, 0, 0, 0, 0, 0, 1, 0, 0 })));
    }

    private static long AllocatedByRefusing<T>(byte[] bytes, short version)
        where T : IMessage<T>
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        ProtocolException? refusal = null;
        try
        {
            var reader = ProtocolReader.OfRequest(new SharedBytes(bytes));
            T.Read(ref reader, version);
        }
        catch (ProtocolException exception)
        {
            refusal = exception;
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.NotNull(refusal);
        return allocated;
    }
}
