using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Frames;
using MiniKafka.Protocol.Messages;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Benchmarks.Protocol;

/// <summary>What the frames of the busy path cost, with 16 KiB of record bytes per partition that nobody copies.</summary>
[Config(typeof(Config))]
[MemoryDiagnoser]
public class FrameBenchmarks
{
    private const short ProduceVersion = 9;
    private const short FetchVersion = 16;

    private ProduceRequest _produce = new();
    private FetchResponse _fetched = new();
    private SharedBytes _produceFrame;
    private SharedBytes _fetchedFrame;

    [Params(1, 100)]
    public int Partitions { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        var records = new SharedBytes(new byte[16 * 1024]);
        var data = new ProduceRequest.TopicProduceData { Name = "orders" };
        var fetched = new FetchResponse.FetchableTopicResponse { TopicId = new Uuid(1, 2) };
        for (var partition = 0; partition < Partitions; partition++)
        {
            data.PartitionData.Add(new() { Index = partition, Records = records });
            fetched.Partitions.Add(new() { PartitionIndex = partition, HighWatermark = 100, Records = records });
        }

        _produce = new ProduceRequest { Acks = -1, TopicData = { data } };
        _fetched = new FetchResponse { Responses = { fetched } };
        _produceFrame = FrameCodec.EncodeRequest(_produce, ProduceVersion, 1, "client");
        _fetchedFrame = FrameCodec.EncodeResponse(_fetched, FetchVersion, 1);
    }

    [Benchmark]
    public void EncodeProduce() => FrameCodec.EncodeRequest(_produce, ProduceVersion, 1, "client").Release();

    [Benchmark]
    public object DecodeProduce() => FrameCodec.DecodeRequest(_produceFrame).Request;

    [Benchmark]
    public void EncodeFetched() => FrameCodec.EncodeResponse(_fetched, FetchVersion, 1).Release();

    [Benchmark]
    public object DecodeFetched() => FrameCodec.DecodeResponse(_fetchedFrame, ApiCatalog.Get(ApiKey.Fetch), FetchVersion).Response;

    private sealed class Config : ManualConfig
    {
        public Config() => AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
    }
}
