using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using MiniKafka.Coordination.Groups;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Records;

namespace MiniKafka.Tests.Coordination.Groups;

/// <summary>The offsets topic of a real Apache Kafka, replayed: its classic groups come out with members and offsets.</summary>
public sealed class GoldenGroupsTests
{
    [SharedFact]
    public void Groups_and_offsets_come_out_as_Kafka_left_them()
    {
        var directory = SharedFactAttribute.PathOf("golden", "data-directory");
        using var expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(directory, "expected", "clean.groups.json")));
        var logs = ReadLogs(Path.Combine(directory, "clean.tar.gz"));
        Assert.NotEmpty(logs);
        GroupBroker.Run(async broker =>
        {
            foreach (var (partition, bytes) in logs)
            {
                Fill(broker, partition, bytes);
                broker.Topics.AddOffsetsOf(bytes);
                await broker.Coordinator.Shards.LoadAsync(partition, 5);
            }

            foreach (var group in expected.RootElement.EnumerateObject())
            {
                if (group.Value.TryGetProperty("offsets", out var offsets))
                {
                    Assert.Equal(Text(offsets), await OffsetsAsync(broker, group.Name));
                }

                Compare(group, broker.Describe(group.Name));
            }

            Assert.Equal(
                expected.RootElement.EnumerateObject().Where(g => g.Value.GetProperty("type").GetString() == "Classic").Select(g => g.Name).Order(StringComparer.Ordinal),
                broker.Coordinator.ListGroups(5, new ListGroupsRequest()).Groups.Select(g => g.GroupId).Order(StringComparer.Ordinal));
        }, partitions: logs.Count);
    }

    private static void Compare(JsonProperty group, DescribeGroupsResponse.DescribedGroup described)
    {
        if (group.Value.GetProperty("type").GetString() != "Classic")
        {
            Assert.Equal($"Group {group.Name} is not a classic group.", described.ErrorMessage);
            return;
        }

        Assert.Equal(group.Value.GetProperty("state").GetString(), described.GroupState);
        Assert.Equal(group.Value.GetProperty("protocolType").GetString(), described.ProtocolType);
        Assert.Equal(group.Value.GetProperty("assignor").GetString(), described.ProtocolData);
        Assert.Equal(
            group.Value.GetProperty("members").EnumerateArray().Select(m => (m.GetProperty("memberId").GetString(), m.GetProperty("clientId").GetString())),
            described.Members.Select(m => ((string?)m.MemberId, (string?)m.ClientId)));
    }

    private static string Text(JsonElement offsets) => string.Join('\n', offsets.EnumerateObject().OrderBy(o => o.Name, StringComparer.Ordinal).Select(o =>
        $"{o.Name} {o.Value.GetProperty("offset")} {(o.Value.TryGetProperty("leaderEpoch", out var epoch) ? epoch.GetInt32() : -1)} {o.Value.GetProperty("metadata").GetString()}"));

    private static async Task<string> OffsetsAsync(GroupBroker broker, string group)
    {
        var fetched = await broker.Coordinator.OffsetFetchAsync(GroupBroker.Context(9), new OffsetFetchRequest
        {
            Groups = [new OffsetFetchRequest.OffsetFetchRequestGroup { GroupId = group, Topics = null }],
        });
        return string.Join('\n', fetched.Groups[0].Topics
            .SelectMany(t => t.Partitions.Select(p => (Name: $"{t.Name}-{p.PartitionIndex}", p)))
            .OrderBy(o => o.Name, StringComparer.Ordinal)
            .Select(o => $"{o.Name} {o.p.CommittedOffset} {o.p.CommittedLeaderEpoch} {o.p.Metadata}"));
    }

    private static void Fill(GroupBroker broker, int partition, byte[] bytes)
    {
        var iterator = new RecordBatchIterator(bytes);
        while (iterator.MoveNext())
        {
            broker.Log.Add(partition, bytes[iterator.Position..(iterator.Position + iterator.Current.SizeInBytes)]);
        }
    }

    /// <summary>The segments of the offsets topic, by partition, in order.</summary>
    private static SortedDictionary<int, byte[]> ReadLogs(string archive)
    {
        var segments = new SortedDictionary<(int Partition, string File), byte[]>();
        using var tar = new TarReader(new GZipStream(File.OpenRead(archive), CompressionMode.Decompress));
        while (tar.GetNextEntry() is { } entry)
        {
            var path = entry.Name.Split('/');
            if (path.Length > 1 && path[^2].StartsWith("__consumer_offsets-", StringComparison.Ordinal) && path[^1].EndsWith(".log", StringComparison.Ordinal))
            {
                using var content = new MemoryStream();
                entry.DataStream?.CopyTo(content);
                segments[(int.Parse(path[^2].Split('-')[^1]), path[^1])] = content.ToArray();
            }
        }

        var logs = new SortedDictionary<int, byte[]>();
        foreach (var ((partition, _), bytes) in segments)
        {
            logs[partition] = [.. logs.GetValueOrDefault(partition, []), .. bytes];
        }

        return logs;
    }
}
