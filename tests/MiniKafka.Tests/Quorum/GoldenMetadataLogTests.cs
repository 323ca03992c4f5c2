using System.Text.Json;
using MiniKafka.Metadata.Images;
using MiniKafka.Metadata.Replay;
using MiniKafka.Model;
using MiniKafka.Quorum.Controllers;
using MiniKafka.Protocol.Persisted;
using MiniKafka.Quorum.Log;
using MiniKafka.Quorum.Voters;
using MiniKafka.Storage.Files;
using MiniKafka.Tests.Storage.Golden;

namespace MiniKafka.Tests.Quorum;

/// <summary>The metadata log, snapshots and election state that a real Kafka wrote.</summary>
public sealed class GoldenMetadataLogTests
{
    [SharedFact]
    public void Log_of_a_clean_stop_holds_the_listed_records() => With("clean", (log, expected) =>
    {
        var listed = expected.GetProperty("log").GetProperty("decoded").EnumerateArray().ToList();
        AssertSame(listed, MetadataBatch.ReadAll(ReadAll(log)).SelectMany(batch => batch.Entries).ToList());
        Assert.Equal([1], log.Voters.Ids);
        Assert.Equal(KRaftVersion.Reconfigurable, log.KRaftVersion);
        Assert.Equal("CONTROLLER", log.Voters.Find(1)!.DefaultEndpoint!.Name);
    });

    [SharedFact]
    public void Snapshots_hold_the_listed_records() => With("clean", (log, expected) =>
    {
        foreach (var snapshot in expected.GetProperty("snapshots").EnumerateArray())
        {
            if (!SnapshotNames.TryParse(Path.GetFileName(snapshot.GetProperty("file").GetString()!), out var id))
            {
                continue;
            }

            var entries = MetadataBatch.ReadAll(log.Snapshots.ReadAll(id)).SelectMany(batch => batch.Entries).ToList();
            AssertSame(snapshot.GetProperty("decoded").EnumerateArray().ToList(), entries);
            Assert.Equal(log.Voters, MetadataSnapshot.Read(id, log.Snapshots.ReadAll(id)).Voters);
        }
    });

    [SharedFact]
    public void Log_replays_from_its_snapshot_and_from_its_beginning_into_the_same_image() => With("clean", (log, _) =>
    {
        var whole = new MetadataReplayer(ClusterImage.Empty);
        foreach (var batch in MetadataBatch.ReadAll(ReadAll(log)).Where(batch => !batch.IsControl))
        {
            whole.Replay(batch.Entries.Select(entry => MetadataRecordSerde.Decode(entry.Value).Record));
        }

        var id = log.Snapshots.Latest!.Value;
        var condensed = new MetadataReplayer(ClusterImage.Empty);
        var rest = MetadataBatch.ReadAll(ReadAll(log)).Where(batch => batch.BaseOffset >= id.Offset);
        foreach (var batch in MetadataSnapshot.Read(id, log.Snapshots.ReadAll(id)).Batches.Concat(rest).Where(batch => !batch.IsControl))
        {
            condensed.Replay(batch.Entries.Select(entry => MetadataRecordSerde.Decode(entry.Value).Record));
        }

        static List<byte[]> Bytes(ClusterImage image) => [.. ImageSnapshot.Write(image).Select(record => MetadataRecordSerde.Encode(record.Value, record.Version))];
        Assert.Equal(Bytes(whole.Image), Bytes(condensed.Image));
        Assert.Contains("plain", whole.Image.Topics.Keys);
        Assert.DoesNotContain("doomed", whole.Image.Topics.Keys);
    });

    [SharedFact]
    public void Records_encode_to_the_bytes_they_came_from() => With("clean", (log, _) =>
    {
        foreach (var entry in MetadataBatch.ReadAll(ReadAll(log)).Where(batch => !batch.IsControl).SelectMany(batch => batch.Entries))
        {
            var (record, version) = MetadataRecordSerde.Decode(entry.Value);
            Assert.Equal(entry.Value.ToArray(), MetadataRecordSerde.Encode(record, version));
        }
    });

    [SharedFact]
    public void Log_of_a_crash_loads_up_to_the_last_whole_batch() => With("crashed", (log, _) =>
    {
        Assert.Equal([1], log.Voters.Ids);
        Assert.Equal(3, log.LastEpoch);
        var replayed = new MetadataReplayer(ClusterImage.Empty);
        foreach (var batch in MetadataBatch.ReadAll(ReadAll(log)).Where(batch => !batch.IsControl))
        {
            replayed.Replay(batch.Entries.Select(entry => MetadataRecordSerde.Decode(entry.Value).Record));
        }

        Assert.Contains("fresh", replayed.Image.Topics.Keys);
        Assert.Contains("newest", replayed.Image.Topics.Keys);
        Assert.DoesNotContain("doomed-later", replayed.Image.Topics.Keys);
    });

    [SharedFact]
    public void Election_state_reads_and_writes_as_Kafkas()
    {
        using var golden = new GoldenDirectory("clean");
        var files = new DiskFileSystem();
        var directory = Path.Combine(golden.Data, "__cluster_metadata-0");
        var before = files.ReadAllBytes(Path.Combine(directory, QuorumStateFile.FileName));
        var file = new QuorumStateFile(files, directory);
        Assert.Equal(new ElectionState(2, 1, ReplicaKey.None), file.Read());
        file.Write(file.Read()!.Value, KRaftVersion.Reconfigurable, VoterSet.Empty);
        Assert.Equal(before, files.ReadAllBytes(Path.Combine(directory, QuorumStateFile.FileName)));
    }

    private static void With(string name, Action<MetadataLog, JsonElement> test)
    {
        using var golden = new GoldenDirectory(name);
        using var expected = GoldenDirectory.Expected(name + ".metadata");
        var time = new ManualTime();
        var directory = new MetadataLogDirectory(
            new MiniKafka.Storage.LogContext(
                new DiskFileSystem(),
                time,
                MiniKafka.Records.Compression.CompressionCodecs.Default,
                new DelayedDeletion(new DiskFileSystem()),
                Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance),
            golden.Data);
        var local = new ReplicaKey(1, Uuid.Parse("N3WSd37-Sr2HGdskZw435Q"));
        var options = QuorumFixture.Options(1, VoterSet.Empty) with { Local = local };
        test(directory.Open(QuorumFixture.LogConfig(), options, wasCleanShutdown: name == "clean"), expected.RootElement);
    }

    private static ReadOnlyMemory<byte> ReadAll(MetadataLog log)
    {
        var bytes = new MemoryStream();
        for (var offset = log.StartOffset; offset < log.EndOffset;)
        {
            var piece = log.Read(offset, int.MaxValue).ToContiguous();
            bytes.Write(piece.Span);
            offset = MetadataBatch.ReadAll(piece).Last().LastOffset + 1;
        }

        return bytes.ToArray();
    }

    private static void AssertSame(List<JsonElement> listed, List<MetadataEntry> entries)
    {
        Assert.Equal(listed.Select(record => record.GetProperty("offset").GetInt64()), entries.Select(entry => entry.Offset));
        foreach (var (record, entry) in listed.Zip(entries))
        {
            if (record.TryGetProperty("control", out var control))
            {
                Assert.Equal(control.GetString()!.Replace("_", "", StringComparison.Ordinal), entry.Control.ToString(), ignoreCase: true);
            }
            else
            {
                var type = record.GetProperty("value").GetProperty("type").GetString()!.Replace("_", "", StringComparison.Ordinal);
                Assert.Equal(type, MetadataRecordSerde.Decode(entry.Value).Record.GetType().Name, ignoreCase: true);
            }
        }
    }
}
