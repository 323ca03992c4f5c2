namespace ApacheKafka;

/// <summary>Nodes of Apache Kafka that run: all in one process, or each in its own, where one of them is to be killed alone.</summary>
public sealed class ApacheKafkaCluster : IAsyncDisposable
{
    private const int MegabytesOfProcess = 128;
    private const int MegabytesOfNode = 128;

    private readonly IReadOnlyList<ApacheKafkaNode> _nodes;
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly Dictionary<int, JavaProcess> _processes = [];

    private ApacheKafkaCluster(IReadOnlyList<ApacheKafkaNode> nodes, IReadOnlyDictionary<string, string> settings)
    {
        _nodes = nodes;
        _settings = settings;
    }

    /// <summary>What a directory that has no data yet is formatted with; the cluster's id is the same in all tests.</summary>
    public static string Format { get; } = "-t MkU3OEVBNTcwNTJENDM2Qg";

    /// <summary>Levels that Apache Kafka 4.3 knows too.</summary>
    public static string FormatOf43 { get; } = Format + " --release-version 4.3-IV0";

    public string BootstrapServers
    {
        get
        {
            MeetsApacheKafkaAttribute.Met();
            return string.Join(',', _nodes.Select(node => $"127.0.0.1:{node.Port}"));
        }
    }

    /// <summary>Starts them in one process and waits until all serve.</summary>
    public static async Task<ApacheKafkaCluster> StartAsync(IReadOnlyList<ApacheKafkaNode> nodes, IReadOnlyDictionary<string, string>? settings = null, string? format = null)
    {
        var cluster = new ApacheKafkaCluster(nodes, settings ?? new Dictionary<string, string>());
        await cluster.StartOrKillAsync([nodes], format ?? Format);
        return cluster;
    }

    /// <summary>Formats the directories of nodes and starts nothing.</summary>
    public static async Task FormatAsync(IReadOnlyList<ApacheKafkaNode> nodes, string format)
    {
        var cluster = new ApacheKafkaCluster(nodes, new Dictionary<string, string>());
        foreach (var node in nodes)
        {
            await using var process = new JavaProcess("kafka.tools.StorageTool", MegabytesOfProcess, ["format", "-c", cluster.WriteProperties(node), .. format.Split(' ')]);
            await process.EndAsync();
        }
    }

    /// <summary>Starts each in a process of its own.</summary>
    public static async Task<ApacheKafkaCluster> StartApartAsync(IReadOnlyList<ApacheKafkaNode> nodes, IReadOnlyDictionary<string, string>? settings = null)
    {
        var cluster = new ApacheKafkaCluster(nodes, settings ?? new Dictionary<string, string>());
        await cluster.StartOrKillAsync([.. nodes.Select(node => new[] { node })], Format);
        return cluster;
    }

    /// <summary>Starts a node again that was killed.</summary>
    public Task StartNodeAsync(int id) => StartOrKillAsync([[_nodes.Single(node => node.Id == id)]], Format);

    /// <summary>Kills the process of a node, and so everything in it, without a warning.</summary>
    public Task KillAsync(int id) => _processes[id].KillAsync();

    /// <summary>Kills all.</summary>
    public Task KillAsync() => Task.WhenAll(_processes.Values.Distinct().Select(process => process.KillAsync()));

    /// <summary>Stops all cleanly.</summary>
    public async Task StopAsync()
    {
        var processes = _processes.Values.Distinct().ToList();
        processes.ForEach(process => process.Say("stop"));
        await Task.WhenAll(processes.Select(process => process.EndAsync()));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes.Values.Distinct())
        {
            await process.DisposeAsync();
        }
    }

    private async Task StartOrKillAsync(IReadOnlyList<ApacheKafkaNode>[] processes, string format)
    {
        try
        {
            var started = processes.Select(nodes => Start(nodes, format)).ToList();
            await Task.WhenAll(started.Select(process => process.HearAsync()));
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    private JavaProcess Start(IReadOnlyList<ApacheKafkaNode> nodes, string format)
    {
        var process = new JavaProcess("KafkaNodes", MegabytesOfProcess + (MegabytesOfNode * nodes.Count), [format, .. nodes.Select(WriteProperties)]);
        foreach (var node in nodes)
        {
            _processes[node.Id] = process;
        }

        return process;
    }

    private string WriteProperties(ApacheKafkaNode node) => WriteProperties(node, _nodes, _settings);

    /// <summary>Writes the properties of a node of a cluster beside its directory, and returns where.</summary>
    internal static string WriteProperties(ApacheKafkaNode node, IReadOnlyCollection<ApacheKafkaNode> cluster, IReadOnlyDictionary<string, string> settings)
    {
        Directory.CreateDirectory(node.Directory);
        var file = node.Directory + ".properties";
        File.WriteAllLines(file, node.Properties(cluster, settings).Select(property => $"{property.Key}={property.Value.Replace(@"\", @"\\", StringComparison.Ordinal)}"));
        return file;
    }
}
