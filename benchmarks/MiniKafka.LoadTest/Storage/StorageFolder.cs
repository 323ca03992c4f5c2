using Microsoft.Extensions.Logging.Abstractions;
using MiniKafka.Model;
using MiniKafka.Records.Compression;
using MiniKafka.Storage;
using MiniKafka.Storage.Files;
using MiniKafka.Storage.Logs;
using MiniKafka.Storage.Recovery;

namespace MiniKafka.LoadTest.Storage;

/// <summary>A folder on the disk to be measured, removed afterwards.</summary>
internal sealed class StorageFolder(ScenarioOptions options) : IDisposable
{
    private readonly DirectoryInfo _folder = options.Text("dir", string.Empty) is { Length: > 0 } given
        ? Directory.CreateDirectory(Path.Combine(given, Path.GetRandomFileName()))
        : Directory.CreateTempSubdirectory("minikafka-load");

    public string Root => _folder.FullName;

    public static LogContext Context() => Context(new DiskFileSystem());

    public static LogContext Context(IFileSystem fileSystem) =>
        new(fileSystem, TimeProvider.System, CompressionCodecs.Default, new DelayedDeletion(fileSystem), NullLogger.Instance);

    /// <summary>A new log in a directory of its own.</summary>
    public PartitionLog Log(string name, LogConfig config) => Open(name, config, clean: true);

    public PartitionLog Open(string name, LogConfig config, bool clean)
    {
        var directory = Directory.CreateDirectory(Path.Combine(Root, name)).FullName;
        var context = Context();
        return new PartitionLog(context, new TopicPartition(name, 0), config, LogLoader.Load(context, config, new LogOpening(directory) { WasCleanShutdown = clean }));
    }

    public string File(string name) => Path.Combine(Root, name);

    public void Dispose() => _folder.Delete(recursive: true);
}
