using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;

namespace MiniKafka.Tests.Storage.Golden;

/// <summary>A copy of a data directory that a real Kafka wrote, and the description of what a reader must find in it.</summary>
internal sealed class GoldenDirectory : IDisposable
{
    private readonly DirectoryInfo _copy = Directory.CreateTempSubdirectory("golden");
    private readonly string _name;

    public GoldenDirectory(string name)
    {
        _name = name;
        using var packed = File.OpenRead(SharedFactAttribute.PathOf("golden", "data-directory", name + ".tar.gz"));
        using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
        TarFile.ExtractToDirectory(unpacked, _copy.FullName, overwriteFiles: false);
        Data = Path.Combine(_copy.FullName, "data");
        using var settings = Expected("settings");
        NowMs = settings.RootElement.GetProperty(name == "clean" ? "cleanShutdownAtMs" : "crashedAtMs").GetInt64() + 1000;
    }

    /// <summary>The log directory itself.</summary>
    public string Data { get; }

    /// <summary>Shortly after the broker stopped.</summary>
    public long NowMs { get; }

    public static JsonDocument Expected(string file) => JsonDocument.Parse(File.ReadAllBytes(SharedFactAttribute.PathOf("golden", "data-directory", "expected", file + ".json")));

    /// <summary>The described partitions.</summary>
    public IEnumerable<GoldenPartition> Partitions()
    {
        foreach (var path in Directory.EnumerateFiles(SharedFactAttribute.PathOf("golden", "data-directory", "expected"), $"{_name}.topic.*.json").Order(StringComparer.Ordinal))
        {
            using var topic = JsonDocument.Parse(File.ReadAllBytes(path));
            foreach (var partition in topic.RootElement.GetProperty("partitions").EnumerateArray())
            {
                yield return new GoldenPartition(this, partition.Clone());
            }
        }
    }

    public void Dispose() => _copy.Delete(recursive: true);
}
