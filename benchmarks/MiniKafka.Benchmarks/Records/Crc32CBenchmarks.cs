using BenchmarkDotNet.Attributes;
using MiniKafka.Records.Checksums;

namespace MiniKafka.Benchmarks.Records;

/// <summary>The CRC of a batch: with the processor's instruction in three streams, and by tables.</summary>
[Config(typeof(ThroughputConfig))]
public class Crc32CBenchmarks
{
    private byte[] _data = [];

    [Params(100, 1024, 16 * 1024, 1024 * 1024)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        _data = new byte[Bytes];
        new Random(1).NextBytes(_data);
    }

    [Benchmark(Baseline = true)]
    public uint Instruction() => Crc32C.Compute(_data);

    [Benchmark]
    public uint Tables() => Crc32CTable.Update(0, _data);
}
