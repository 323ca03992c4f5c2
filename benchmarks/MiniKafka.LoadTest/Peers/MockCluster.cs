using System.Reflection;
using System.Runtime.InteropServices;

namespace MiniKafka.LoadTest.Peers;

using Confluent.Kafka;

/// <summary>
/// librdkafka's mock cluster: a Kafka in C inside this process, listening on loopback ports. It checks nothing, keeps
/// at most 5 MiB of a partition, and creates topics on first use.
/// </summary>
internal sealed partial class MockCluster : IDisposable
{
    private const string Name = "librdkafka";

    /// <summary>The builds in librdkafka's package, in the order in which Confluent.Kafka tries them: not every system has what the first needs.</summary>
    private static readonly string[] Builds = [Name, "centos8-librdkafka", "alpine-librdkafka"];

    private readonly IProducer<byte[], byte[]> _owner;
    private readonly nint _mock;

    static MockCluster() => NativeLibrary.SetDllImportResolver(typeof(MockCluster).Assembly, static (name, _, _) => name == Name ? FirstThatLoads() : 0);

    private MockCluster(IProducer<byte[], byte[]> owner, nint mock, string bootstrapServers)
    {
        _owner = owner;
        _mock = mock;
        BootstrapServers = bootstrapServers;
    }

    public string BootstrapServers { get; }

    public static MockCluster Start(int brokers = 1)
    {
        var config = new ProducerConfig { BootstrapServers = "localhost:1" };
        config.Set("test.mock.num.brokers", brokers.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var owner = new ProducerBuilder<byte[], byte[]>(config)
            .SetLogHandler(static (_, _) => { })
            .Build();
        try
        {
            var mock = rd_kafka_handle_mock_cluster(NativeHandle(owner.Handle));
            var addresses = mock == 0 ? null : Marshal.PtrToStringUTF8(rd_kafka_mock_cluster_bootstraps(mock));
            return new MockCluster(owner, mock, addresses ?? throw new InvalidOperationException("librdkafka started no mock cluster"));
        }
        catch
        {
            owner.Dispose();
            throw;
        }
    }

    public void CreateTopic(string name, int partitions)
    {
        if (rd_kafka_mock_topic_create(_mock, name, partitions, replicationFactor: 1) is var error and not 0)
        {
            throw new InvalidOperationException($"librdkafka's mock cluster did not create {name}: {(ErrorCode)error}");
        }
    }

    public void Dispose() => _owner.Dispose();

    /// <summary>The library that Confluent.Kafka runs on; 0 leaves the search, and what it says, to the runtime.</summary>
    private static nint FirstThatLoads()
    {
        foreach (var build in Builds)
        {
            if (NativeLibrary.TryLoad(build, typeof(Library).Assembly, searchPath: null, out var library))
            {
                return library;
            }
        }

        return 0;
    }

    /// <summary>Confluent.Kafka keeps the native client behind an internal safe handle.</summary>
    private static nint NativeHandle(Handle handle)
    {
        const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;
        var safe = handle.GetType().GetProperty("LibrdkafkaHandle", Hidden)?.GetValue(handle) as SafeHandle
            ?? throw new InvalidOperationException("This Confluent.Kafka hides its native handle elsewhere");
        return safe.DangerousGetHandle();
    }

    [LibraryImport(Name)]
    private static partial nint rd_kafka_handle_mock_cluster(nint client);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int rd_kafka_mock_topic_create(nint mockCluster, string topic, int partitions, int replicationFactor);

    [LibraryImport(Name)]
    private static partial nint rd_kafka_mock_cluster_bootstraps(nint mockCluster);
}
