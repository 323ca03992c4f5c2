using System.Text;
using Disks;
using Microsoft.Extensions.Logging.Abstractions;
using MiniKafka.Model;
using MiniKafka.Quorum;
using MiniKafka.Quorum.Log;
using MiniKafka.Quorum.Voters;
using MiniKafka.Records.Compression;
using MiniKafka.Storage;
using MiniKafka.Storage.Files;

namespace MiniKafka.Tests.Quorum;

/// <summary>What the tests of the quorum share: voters numbered from 1, their options, their logs.</summary>
internal static class QuorumFixture
{
    public const string ClusterId = "test-cluster";
    public const string LogDirectory = "data";

    public static ReplicaKey Key(int id) => new(id, new Uuid(7, (ulong)id));

    public static VoterEndpoint Endpoint(int id) => new("CONTROLLER", "127.0.0.1", (ushort)(9000 + id));

    public static Voter Voter(int id) => new(Key(id), [Endpoint(id)]);

    public static VoterSet Voters(int count) => VoterSet.Of(Enumerable.Range(1, count).Select(Voter));

    public static QuorumOptions Options(int id, VoterSet voters) => new()
    {
        Local = Key(id),
        ClusterId = ClusterId,
        InitialVoters = voters,
        LocalEndpoints = [Endpoint(id)],
    };

    /// <summary>The metadata log's directory, in which every open file is locked.</summary>
    public static MetadataLogDirectory Directory(IFileSystem fileSystem, TimeProvider time)
    {
        var locking = TranslatingFileSystem.Over(new LockingFileSystem(fileSystem));
        return new(new LogContext(locking, time, CompressionCodecs.Default, new DelayedDeletion(locking), NullLogger.Instance), LogDirectory);
    }

    public static LogConfig LogConfig(int segmentBytes = 1024 * 1024) => MetadataLogDirectory.Config(segmentBytes, 7L * 24 * 60 * 60 * 1000);

    public static IReadOnlyList<ReadOnlyMemory<byte>> Records(params string[] values) =>
        [.. values.Select(value => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(value))];

    public static string Text(MetadataEntry entry) => Encoding.UTF8.GetString(entry.Value.Span);
}
