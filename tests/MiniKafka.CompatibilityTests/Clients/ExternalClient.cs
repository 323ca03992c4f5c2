using System.Diagnostics;

namespace MiniKafka.CompatibilityTests.Clients;

/// <summary>A real client from outside, the package that brings it, and whether it is on this machine.</summary>
public sealed class ExternalClient
{
    private static readonly string[] Pythons = ["python3", "/usr/bin/python3", "python"];

    private readonly Lazy<string?> _program;

    private ExternalClient(string name, string package, Func<string?> find)
    {
        Name = name;
        Package = package;
        _program = new Lazy<string?>(find);
    }

    public static ExternalClient Kcat { get; } = new("kcat", "kcat", () => FirstThatRuns(["kcat"], "-V"));

    public static ExternalClient ConfluentKafkaForPython { get; } =
        new("confluent_kafka", "python3-confluent-kafka", () => FirstThatRuns(Pythons, "-c", "import confluent_kafka"));

    public static ExternalClient KafkaPython { get; } =
        new("kafka-python", "python3-kafka", () => FirstThatRuns(Pythons, "-c", "import kafka, lz4.frame, snappy, zstandard"));

    public static ExternalClient KafkaJs { get; } =
        new("kafkajs", "nodejs and npm, then `npm ci` in tests/MiniKafka.CompatibilityTests/node", FindKafkaJs);

    public static ExternalClient Lz4Tool { get; } = new("lz4", "lz4", () => FirstThatRuns(["lz4"], "--version"));

    public static ExternalClient ZstdTool { get; } = new("zstd", "zstd", () => FirstThatRuns(["zstd"], "--version"));

    public static ExternalClient PythonCodecs { get; } = new(
        "Python's codecs", "python3-lz4, python3-snappy and python3-zstandard", () => FirstThatRuns(Pythons, "-c", "import lz4.frame, snappy, zstandard"));

    public static ExternalClient NativeLinker { get; } = new("A native linker", "clang or gcc", () => OperatingSystem.IsLinux()
        ? FirstThatRuns(["clang", "gcc"], "--version")
        : "the platform's own");

    public string Name { get; }

    public string Package { get; }

    /// <summary>The program to start; throws with the missing package's name where there is none.</summary>
    public string Program => _program.Value ?? throw new InvalidOperationException(Missing);

    public bool IsHere => _program.Value is not null;

    public string Missing => $"{Name} is not on this machine: install {Package}";

    public static ExternalClient Named(string name) => name switch
    {
        nameof(Kcat) => Kcat,
        nameof(ConfluentKafkaForPython) => ConfluentKafkaForPython,
        nameof(KafkaPython) => KafkaPython,
        nameof(KafkaJs) => KafkaJs,
        nameof(Lz4Tool) => Lz4Tool,
        nameof(ZstdTool) => ZstdTool,
        nameof(PythonCodecs) => PythonCodecs,
        nameof(NativeLinker) => NativeLinker,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such client"),
    };

    private static string? FirstThatRuns(string[] programs, params string[] arguments)
        => programs.FirstOrDefault(program => Runs(program, arguments));

    private static bool Runs(string program, string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true });
            process!.OutputDataReceived += static (_, _) => { };
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // There is no such program.
        }
    }

    private static string? FindKafkaJs()
        => Directory.Exists(Path.Combine(TestFiles.NodeFolder, "node_modules", "kafkajs")) ? FirstThatRuns(["node"], "--version") : null;
}
