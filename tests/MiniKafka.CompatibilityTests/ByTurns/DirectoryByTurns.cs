using ApacheKafka;
using MiniKafka.CompatibilityTests.Clients;

namespace MiniKafka.CompatibilityTests.ByTurns;

/// <summary>
/// Brokers whose directories and ports stay while the programs that run them change. What each program must be told, it is told by
/// settings; no file of the directories is touched.
/// </summary>
internal sealed class DirectoryByTurns(string root, int brokers, int firstId) : IAsyncDisposable
{
    private static readonly Dictionary<string, string> Settings = new(StringComparer.Ordinal)
    {
        ["auto.create.topics.enable"] = "false",
        ["offsets.topic.num.partitions"] = "3",
        ["group.initial.rebalance.delay.ms"] = "0",
        ["log.cleaner.backoff.ms"] = "200",
        ["log.retention.check.interval.ms"] = "500",
    };

    private readonly IReadOnlyList<ApacheKafkaNode> _nodes =
        [.. ApacheKafkaNode.InFolder(root, brokers, firstId).Select(node => node with { Directory = brokers == 1 ? root : Path.Combine(root, $"broker-{node.Id}") })];

    private ServerProcess? _ours;
    private ApacheKafkaCluster? _theirs;

    public string BootstrapServers => string.Join(',', _nodes.Select(node => $"127.0.0.1:{node.Port}"));

    public IReadOnlyList<int> Ids => [.. _nodes.Select(node => node.Id)];

    /// <summary>Has Apache Kafka format the directories, at the levels of one of its releases.</summary>
    public Task FormatAsync(string release) => ApacheKafkaCluster.FormatAsync(_nodes, $"{ApacheKafkaCluster.Format} --release-version {release}");

    /// <summary>Starts all brokers and waits until they serve.</summary>
    public async Task StartAsync(Program program)
    {
        if (program == Program.ApacheKafka)
        {
            _theirs = await ApacheKafkaCluster.StartAsync(_nodes, Settings, ApacheKafkaCluster.FormatOf43);
            return;
        }

        var settings = new Dictionary<string, string>(Settings, StringComparer.Ordinal)
        {
            ["node.id"] = $"{firstId}",
            ["listeners"] = $"PLAINTEXT://127.0.0.1:{_nodes[0].Port},CONTROLLER://127.0.0.1:{_nodes[0].ControllerPort}",
            ["controller.listener.names"] = "CONTROLLER",
            ["controller.quorum.voters"] = string.Join(',', _nodes.Select(node => $"{node.Id}@127.0.0.1:{node.ControllerPort}")),
        };
        _ours = await ServerProcess.StartAsync(
            root, ["--brokers", $"{brokers}", .. settings.SelectMany(setting => new[] { "--property", $"{setting.Key}={setting.Value}" })]);
    }

    /// <summary>Ends the program that runs.</summary>
    public async Task EndAsync(TurnEnd how)
    {
        if (how == TurnEnd.Stop)
        {
            await Task.WhenAll(_ours?.StopAsync() ?? Task.CompletedTask, _theirs?.StopAsync() ?? Task.CompletedTask);
        }

        await DisposeAsync();
    }

    /// <summary>Kills what runs.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_ours is not null)
        {
            await _ours.DisposeAsync();
        }

        if (_theirs is not null)
        {
            await _theirs.DisposeAsync();
        }

        (_ours, _theirs) = (null, null);
    }
}
