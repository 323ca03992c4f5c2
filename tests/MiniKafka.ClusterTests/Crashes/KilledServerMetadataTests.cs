using System.Globalization;
using MiniKafka.ClusterTests.Programs;
using MiniKafka.ClusterTests.Wire;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using StrictReplay;

namespace MiniKafka.ClusterTests.Crashes;

/// <summary>The stand-alone server on a data directory is killed right after it answered, and what it answered holds when it is started again.</summary>
public sealed class KilledServerMetadataTests : IDisposable
{
    private const int Kills = 3;
    private const int ProducersPerLife = 5;
    private const sbyte TopicType = 2;
    private const sbyte SetOperation = 0;
    private const string Announcement = "bootstrap.servers=";
    private const string Key = "retention.ms";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly JudgedFolder _folder = new("killed-server");
    private readonly SortedDictionary<string, (Uuid Id, int Partitions, string Retention)> _topics = new(StringComparer.Ordinal);
    private readonly SortedSet<long> _producerIds = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Topics_their_ids_altered_configs_and_producer_ids_outlive_each_SIGKILL()
    {
        for (var life = 0; life < Kills; life++)
        {
            await LiveAsync(async server =>
            {
                await CheckTopicsAsync(server);
                await CreateAsync(server, $"topic-{life}", partitions: life + 1);
                foreach (var (name, topic) in _topics.ToList())
                {
                    await AlterAsync(server, name, $"{topic.Retention}{life + 1}");
                }

                await TakeProducerIdsAsync(server);
            });
        }

        await LiveAsync(async server =>
        {
            await CheckTopicsAsync(server);
            await TakeProducerIdsAsync(server);
        });
        Assert.Equal((Kills, (Kills + 1) * ProducersPerLife), (_topics.Count, _producerIds.Count));
    }

    /// <summary>One life of the server, which ends by SIGKILL: it gets no chance to do anything more.</summary>
    private async Task LiveAsync(Func<RawConnection, Task> use)
    {
        using var server = ProgramRun.Start("MiniKafka.Server", "--port", "0", "--data-dir", _folder.FullName);
        var complaints = server.StandardError.ReadToEndAsync();
        try
        {
            var said = await server.StandardOutput.ReadLineAsync().WaitAsync(Patience);
            if (said?.StartsWith(Announcement, StringComparison.Ordinal) != true)
            {
                server.Kill();
                Assert.Fail($"The server said '{said}': {await complaints}");
            }

            var address = said[Announcement.Length..].Split(':');
            using var connection = await RawConnection.ToAsync(address[0], int.Parse(address[1], CultureInfo.InvariantCulture));
            await use(connection);
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync().WaitAsync(Patience);
        }
    }

    private async Task CheckTopicsAsync(RawConnection server)
    {
        var metadata = await server.AskAsync(new MetadataRequest { Topics = null }, 12);
        Assert.Equal(
            _topics.Select(topic => $"{topic.Key} {topic.Value.Id} {topic.Value.Partitions}"),
            metadata.Topics.Select(topic => $"{topic.Name} {topic.TopicId} {topic.Partitions.Count}").Order(StringComparer.Ordinal));
        Assert.All(metadata.Topics.SelectMany(topic => topic.Partitions), partition => Assert.Equal(ErrorCode.None, partition.ErrorCode));
        foreach (var (name, topic) in _topics)
        {
            var described = await server.AskAsync(new DescribeConfigsRequest { Resources = [new() { ResourceType = TopicType, ResourceName = name, ConfigurationKeys = [Key] }] }, 4);
            Assert.Equal(topic.Retention, Assert.Single(described.Results[0].Configs).Value);
        }
    }

    private async Task CreateAsync(RawConnection server, string name, int partitions)
    {
        const string Retention = "90000";
        var created = await server.AskAsync(
            new CreateTopicsRequest
            {
                Topics = [new() { Name = name, NumPartitions = partitions, ReplicationFactor = 1, Configs = [new() { Name = Key, Value = Retention }] }],
            },
            7);
        Assert.Equal(ErrorCode.None, created.Topics[0].ErrorCode);
        Assert.NotEqual(Uuid.Zero, created.Topics[0].TopicId);
        _topics.Add(name, (created.Topics[0].TopicId, partitions, Retention));
    }

    private async Task AlterAsync(RawConnection server, string name, string retention)
    {
        var altered = await server.AskAsync(
            new IncrementalAlterConfigsRequest
            {
                Resources = [new() { ResourceType = TopicType, ResourceName = name, Configs = [new() { Name = Key, ConfigOperation = SetOperation, Value = retention }] }],
            },
            1);
        Assert.Equal(ErrorCode.None, altered.Responses[0].ErrorCode);
        _topics[name] = _topics[name] with { Retention = retention };
    }

    private async Task TakeProducerIdsAsync(RawConnection server)
    {
        for (var i = 0; i < ProducersPerLife; i++)
        {
            var begun = await server.AskAsync(new InitProducerIdRequest { TransactionalId = null }, 4);
            Assert.Equal(ErrorCode.None, begun.ErrorCode);
            Assert.True(_producerIds.Add(begun.ProducerId), $"Producer id {begun.ProducerId} was handed out twice.");
        }
    }
}
