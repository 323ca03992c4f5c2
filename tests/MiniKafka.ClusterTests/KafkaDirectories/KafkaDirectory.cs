using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MiniKafka.Tests;
using StrictReplay;

namespace MiniKafka.ClusterTests.KafkaDirectories;

/// <summary>A copy of a data directory that Apache Kafka wrote, <c>clean</c> or <c>crashed</c>, with what must be found in it.</summary>
internal sealed class KafkaDirectory : IDisposable
{
    /// <summary>Where that Kafka listened, and whom it let in: the one is free ports here, and the other is not served.</summary>
    private static readonly string[] OfThatMachine =
    [
        "listeners", "advertised.listeners", "controller.listener.names", "inter.broker.listener.name", "listener.security.protocol.map", "controller.quorum.bootstrap.servers",
        "authorizer.class.name", "super.users", "allow.everyone.if.no.acl.found",
    ];

    private readonly JudgedFolder _copy = new("kafka");
    private readonly string _name;

    public KafkaDirectory(string name)
    {
        _name = name;
        using var packed = File.OpenRead(SharedFactAttribute.PathOf("golden", "data-directory", name + ".tar.gz"));
        using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
        TarFile.ExtractToDirectory(unpacked, _copy.FullName, overwriteFiles: false);
    }

    public string Data => Path.Combine(_copy.FullName, "data");

    /// <summary>A cluster on the directory, with the settings the directory was written under: their long limits stand for a clock of that time.</summary>
    public Task<KafkaCluster> OpenAsync(ILoggerFactory? loggers = null) => KafkaCluster.StartAsync(options =>
    {
        options.LoggerFactory = loggers ?? NullLoggerFactory.Instance;
        options.Listen();
        options.DataDirectory = Data;
        foreach (var setting in Expected("settings.json").GetProperty("broker").EnumerateObject().Where(setting => !OfThatMachine.Contains(setting.Name)))
        {
            options.Properties[setting.Name] = setting.Value.GetString()!;
        }
    });

    public static JsonElement Expected(string file) =>
        JsonDocument.Parse(File.ReadAllBytes(SharedFactAttribute.PathOf("golden", "data-directory", "expected", file))).RootElement;

    /// <summary>What is listed of every partition, with the answers that are right: the recorded one and, where the crash did damage, the better one.</summary>
    public IEnumerable<(string Topic, int Partition, List<JsonElement> Answers)> Partitions()
    {
        var found = new SortedDictionary<(string, int), List<JsonElement>>();
        foreach (var file in Directory.EnumerateFiles(SharedFactAttribute.PathOf("golden", "data-directory", "expected"), "clean.topic.*.json").Order(StringComparer.Ordinal))
        {
            Add(Path.GetFileName(file));
        }

        if (_name == "crashed")
        {
            foreach (var file in Directory.EnumerateFiles(SharedFactAttribute.PathOf("golden", "data-directory", "expected"), "crashed.topic.*.json").Order(StringComparer.Ordinal))
            {
                Add(Path.GetFileName(file));
            }

            foreach (var partition in Expected("crashed.undamaged.json").GetProperty("partitions").EnumerateObject())
            {
                var dash = partition.Name.LastIndexOf('-');
                found[(partition.Name[..dash], int.Parse(partition.Name[(dash + 1)..], System.Globalization.CultureInfo.InvariantCulture))].Add(partition.Value);
            }
        }

        return found.Select(one => (one.Key.Item1, one.Key.Item2, one.Value));

        void Add(string file)
        {
            foreach (var partition in Expected(file).GetProperty("partitions").EnumerateArray())
            {
                found[(partition.GetProperty("topic").GetString()!, partition.GetProperty("partition").GetInt32())] = [partition.GetProperty("answers")];
            }
        }
    }

    /// <summary>The hashes of all log files but those of the metadata log, where every start leaves its traces.</summary>
    public SortedDictionary<string, string> LogFiles() => new(
        Directory.EnumerateFiles(Data, "*.log", SearchOption.AllDirectories)
            .Where(file => !file.Contains("__cluster_metadata", StringComparison.Ordinal))
            .ToDictionary(file => Path.GetRelativePath(Data, file), file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))),
        StringComparer.Ordinal);

    public void Dispose() => _copy.Dispose();
}
