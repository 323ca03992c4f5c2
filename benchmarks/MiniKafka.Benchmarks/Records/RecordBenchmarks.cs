using System.Buffers;
using BenchmarkDotNet.Attributes;
using MiniKafka.Records;
using MiniKafka.Records.Compression;
using MiniKafka.Storage;
using MiniKafka.Storage.Validation;

namespace MiniKafka.Benchmarks.Records;

/// <summary>What a batch costs: building it record by record, reading all its records, validating it as a broker does.</summary>
[Config(typeof(ThroughputConfig))]
[MemoryDiagnoser]
public class RecordBenchmarks
{
    private static readonly LeaderValidator s_validator = new(new Model.TopicPartition("t", 0), CompressionCodecs.Default);
    private byte[] _value = [];
    private byte[] _batch = [];

    [Params(16 * 1024, 1024 * 1024)]
    public int Bytes { get; set; }

    [Params(100, 1024)]
    public int RecordBytes { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        _value = new byte[RecordBytes];
        var built = Filled().Build();
        _batch = built.Sequence.ToArray();
        built.Release();
    }

    [Benchmark]
    public long Build()
    {
        var built = Filled().Build();
        var length = built.Length;
        built.Release();
        return length;
    }

    [Benchmark]
    public int Read()
    {
        var batch = new RecordBatchView(_batch);
        var reader = new RecordReader(batch.RecordBytes, batch.RecordCount);
        var read = 0;
        while (reader.MoveNext())
        {
            read += reader.Current.Value.Span.Length;
        }

        return read;
    }

    [Benchmark]
    public int Validate() =>
        s_validator.Validate(_batch, LogConfig.Default, AppendOrigin.Client, 1_700_000_000_000).Size;

    private RecordBatchBuilder Filled()
    {
        var builder = new RecordBatchBuilder { MaxBytes = Bytes, InitialCapacity = Bytes };
        while (builder.TryAppend(1_700_000_000_000, NullableBytes.Null, _value))
        {
        }

        return builder;
    }
}
