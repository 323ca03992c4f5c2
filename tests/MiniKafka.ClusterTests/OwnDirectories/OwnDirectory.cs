using System.Formats.Tar;
using System.IO.Compression;
using Checkout;
using StrictReplay;

namespace MiniKafka.ClusterTests.OwnDirectories;

/// <summary>A copy of the data directory that a released version wrote, and what it listed of it.</summary>
internal sealed class OwnDirectory : IDisposable
{
    /// <summary>What makes this assembly write the directory of the version that it is of.</summary>
    public const string Command = "own-directory";

    private const string Packed = ".tar.gz";
    private const string Listed = ".txt";

    private readonly DirectoryInfo _copy = Directory.CreateTempSubdirectory("own");

    public OwnDirectory(string version)
    {
        using var packed = File.OpenRead(Path.Combine(Folder, version + Packed));
        using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
        TarFile.ExtractToDirectory(unpacked, Data, overwriteFiles: false);
        Expected = File.ReadAllLines(Path.Combine(Folder, version + Listed));
    }

    /// <summary>The versions that were released, and have a directory here.</summary>
    public static IEnumerable<string> Versions =>
        Directory.EnumerateFiles(Folder, "*" + Packed).Select(file => Path.GetFileName(file)[..^Packed.Length]).Order(StringComparer.Ordinal);

    public string Data => _copy.FullName;

    public IReadOnlyList<string> Expected { get; }

    private static string Folder => Path.Combine(RepositoryFolder.Root, "tests", "MiniKafka.ClusterTests", "OwnDirectories");

    /// <summary>Writes the directory of this version, and what it lists of it, into a folder.</summary>
    public static async Task WriteAsync(string folder)
    {
        var name = Path.Combine(folder, typeof(KafkaCluster).Assembly.GetName().Version!.ToString(3));
        using var written = new JudgedFolder("own");
        await File.WriteAllLinesAsync(name + Listed, await OwnDirectoryContents.WriteAsync(written.FullName));
        foreach (var held in Directory.EnumerateFiles(written.FullName, ".lock*"))
        {
            File.Delete(held);
        }

        await using var packed = File.Create(name + Packed);
        await using var compressed = new GZipStream(packed, CompressionLevel.SmallestSize);
        await TarFile.CreateFromDirectoryAsync(written.FullName, compressed, includeBaseDirectory: false);
    }

    public void Dispose() => _copy.Delete(recursive: true);
}
