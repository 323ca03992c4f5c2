using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;

namespace MiniKafka.Server;

/// <summary>The command line of the server.</summary>
internal sealed class ServerArguments
{
    public const string Usage =
        """
        minikafka [--brokers N] [--port P] [--data-dir D] [--properties FILE] [--property KEY=VALUE]... [--topic NAME[:PARTITIONS[:REPLICATION]]]...
                  [--ui [PORT]] [--cut-damaged-metadata]
          --brokers N        brokers of the cluster (1)
          --port P           broker i listens on P+i of 127.0.0.1; 0 takes free ports (9092, unless the key listeners says where)
          --data-dir D       keeps the data there; in memory without it
          --properties FILE  broker configuration, as in server.properties
          --property K=V     one key of it; goes before the file
          --topic N:P:R      makes a topic with P partitions (num.partitions) of R replicas (default.replication.factor)
          --ui [PORT]        shows what happens inside, on pages at that port of 127.0.0.1 (8080); 0 takes a free one
          --cut-damaged-metadata  cuts cluster metadata that are damaged on disk where they are, and loses what follows,
                             instead of refusing the start: for one start, after copying the directory
          --help             prints this
        """;

    private const string CutSwitch = "--cut-damaged-metadata";
    private const string DashboardSwitch = "--ui";
    private const int DefaultPort = 9092;
    private const int DefaultDashboardPort = 8080;

    private int _brokers = 1;
    private int? _port;
    private int? _dashboardPort;
    private string? _dataDirectory;
    private bool _cutDamagedMetadata;
    private readonly List<string> _files = [];
    private readonly SortedDictionary<string, string> _single = new(StringComparer.Ordinal);
    private readonly List<KafkaTopic> _topics = [];

    /// <summary>Where the dashboard listens; null is nowhere.</summary>
    public int? DashboardPort => _dashboardPort;

    public static bool TryParse(string[] args, [NotNullWhen(true)] out ServerArguments? arguments, [NotNullWhen(false)] out string? problem)
    {
        arguments = null;
        var parsed = new ServerArguments();
        for (var i = 0; i < args.Length; i += 2)
        {
            if (args[i] == CutSwitch)
            {
                parsed._cutDamagedMetadata = true;
                i--;
                continue;
            }

            if (args[i] == DashboardSwitch && (i + 1 == args.Length || args[i + 1].StartsWith("--", StringComparison.Ordinal)))
            {
                parsed._dashboardPort = DefaultDashboardPort;
                i--;
                continue;
            }

            problem = i + 1 < args.Length ? parsed.Take(args[i], args[i + 1]) : $"'{args[i]}' needs a value.";
            if (problem is not null)
            {
                return false;
            }
        }

        problem = parsed._port > 0 && parsed._port + parsed._brokers - 1 > IPEndPoint.MaxPort
            ? $"--port {parsed._port} leaves no ports for {parsed._brokers} brokers: {IPEndPoint.MaxPort} is the last."
            : null;
        arguments = problem is null ? parsed : null;
        return problem is null;
    }

    public void ApplyTo(KafkaClusterOptions options, ILoggerFactory logs)
    {
        options.BrokerCount = _brokers;
        options.DataDirectory = _dataDirectory;
        options.CutDamagedMetadata = _cutDamagedMetadata;
        options.LoggerFactory = logs;
        _files.ForEach(options.LoadProperties);
        foreach (var (key, value) in _single)
        {
            options.Properties[key] = value;
        }

        if (_port is not null || !options.Properties.ContainsKey("listeners"))
        {
            options.Listen(_port ?? DefaultPort);
        }

        foreach (var topic in _topics)
        {
            options.Topics.Add(topic);
        }
    }

    private string? Take(string name, string value)
    {
        switch (name)
        {
            case "--brokers":
                return TryNumber(value, 1, 100, out _brokers) ? null : $"--brokers takes a number from 1 to 100, not '{value}'.";
            case "--port":
                return TryPort(value, out _port) ? null : $"--port takes a number from 0 to {IPEndPoint.MaxPort}, not '{value}'.";
            case DashboardSwitch:
                return TryPort(value, out _dashboardPort) ? null : $"{DashboardSwitch} takes a number from 0 to {IPEndPoint.MaxPort}, or nothing, not '{value}'.";
            case "--data-dir":
                _dataDirectory = value;
                return null;
            case "--properties":
                return TakeFile(value);
            case "--property":
                var at = value.IndexOf('=', StringComparison.Ordinal);
                if (at <= 0)
                {
                    return at < 0 ? $"--property takes KEY=VALUE, not '{value}'." : "--property takes KEY=VALUE, not a value without a key.";
                }

                _single[value[..at].Trim()] = value[(at + 1)..].Trim();
                return null;
            case "--topic":
                return TakeTopic(value);
            default:
                return $"There is no switch '{name}'.";
        }
    }

    private string? TakeFile(string path)
    {
        if (!File.Exists(path))
        {
            return $"There is no file '{path}'.";
        }

        _files.Add(path);
        return null;
    }

    private string? TakeTopic(string value)
    {
        var parts = value.Split(':');
        var (partitions, replicas) = (-1, -1);
        if (parts.Length > 3 || parts[0].Length == 0 || (parts.Length > 1 && !TryNumber(parts[1], 1, 9999, out partitions))
            || (parts.Length > 2 && !TryNumber(parts[2], 1, short.MaxValue, out replicas)))
        {
            return $"--topic takes NAME, NAME:PARTITIONS or NAME:PARTITIONS:REPLICATION, not '{value}'.";
        }

        _topics.Add(new KafkaTopic(parts[0], partitions, (short)replicas));
        return null;
    }

    private static bool TryPort(string text, out int? port)
    {
        var isPort = TryNumber(text, 0, IPEndPoint.MaxPort, out var number);
        port = number;
        return isPort;
    }

    private static bool TryNumber(string text, int min, int max, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= min && number <= max;
}
