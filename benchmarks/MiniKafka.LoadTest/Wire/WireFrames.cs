using System.Buffers.Binary;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Frames;
using MiniKafka.Protocol.Messages;
using MiniKafka.Records;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.LoadTest.Wire;

/// <summary>Whole request frames with their size in front, and a look into the answers. The versions are the mock cluster's newest.</summary>
internal static class WireFrames
{
    private const short ProduceVersion = 7;
    private const short FetchVersion = 11;
    private const short MetadataVersion = 2;
    private const short ApiVersionsVersion = 2;
    private const int TimeoutMs = 30_000;

    /// <summary>A batch of records of random bytes that is no longer than it may be, and how many are in it.</summary>
    public static (byte[] Bytes, int Records) Batch(int maxBytes, int recordBytes)
    {
        var value = new byte[recordBytes];
        new Random(recordBytes).NextBytes(value);
        var builder = new RecordBatchBuilder { MaxBytes = maxBytes };
        while (builder.TryAppend(timestamp: 1_700_000_000_000, NullableBytes.Null, value))
        {
        }

        var records = builder.RecordCount;
        var batch = builder.Build();
        var bytes = batch.ToContiguous().ToArray();
        batch.Release();
        return (bytes, records);
    }

    /// <summary>Asks for the brokers and no topic.</summary>
    public static byte[] Metadata() => Frame(new MetadataRequest { Topics = [] }, MetadataVersion);

    public static byte[] ApiVersions() => Frame(new ApiVersionsRequest(), ApiVersionsVersion);

    public static byte[] Produce(string topic, byte[] batch, short acks = 1)
        => Frame(
            new ProduceRequest
            {
                Acks = acks,
                TimeoutMs = TimeoutMs,
                TopicData = [new() { Name = topic, PartitionData = [new() { Index = 0, Records = new SharedBytes(batch) }] }],
            },
            ProduceVersion);

    /// <summary>Asks for the one batch at an offset.</summary>
    public static byte[] Fetch(string topic, long offset, int batchBytes)
        => Frame(
            new FetchRequest
            {
                MaxWaitMs = TimeoutMs,
                MinBytes = 1,
                MaxBytes = batchBytes,
                Topics = [new() { Topic = topic, Partitions = [new() { Partition = 0, FetchOffset = offset, PartitionMaxBytes = batchBytes }] }],
            },
            FetchVersion);

    public static long BaseOffset(ReadOnlyMemory<byte> answer)
    {
        var partition = Decode<ProduceResponse>(answer, ApiKey.Produce, ProduceVersion).Responses[0].PartitionResponses[0];
        return partition.ErrorCode == ErrorCode.None ? partition.BaseOffset : throw new KafkaException(partition.ErrorCode, "the produce request was refused");
    }

    public static long FetchedBytes(ReadOnlyMemory<byte> answer)
    {
        var partition = Decode<FetchResponse>(answer, ApiKey.Fetch, FetchVersion).Responses[0].Partitions[0];
        return partition.ErrorCode == ErrorCode.None ? partition.Records?.Length ?? 0 : throw new KafkaException(partition.ErrorCode, "the fetch request was refused");
    }

    private static TResponse Decode<TResponse>(ReadOnlyMemory<byte> answer, ApiKey key, short version)
        where TResponse : IResponse
        => (TResponse)FrameCodec.DecodeResponse(new SharedBytes(answer), ApiCatalog.Get(key), version).Response;

    private static byte[] Frame(IRequest request, short version)
    {
        var body = FrameCodec.EncodeRequest(request, version, correlationId: 1, clientId: "load-test");
        var bytes = body.ToContiguous();
        var frame = new byte[sizeof(int) + bytes.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, bytes.Length);
        bytes.CopyTo(frame.AsMemory(sizeof(int)));
        body.Release();
        return frame;
    }
}
