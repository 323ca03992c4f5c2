using System.Globalization;
using System.Text;
using System.Text.Json;
using MiniKafka.Storage.Files;

namespace MiniKafka.Storage.Checkpoints;

/// <summary>
/// <c>.kafka_cleanshutdown</c>: there when the last owner closed every log of the directory. It is removed at start, so that a
/// crash afterwards is noticed.
/// </summary>
internal sealed class CleanShutdownFile(IFileSystem fileSystem, string directory)
{
    public const string Name = ".kafka_cleanshutdown";

    private readonly string _path = Path.Combine(directory, Name);

    public bool Exists => fileSystem.FileExists(_path);

    public void Write(long brokerEpoch) => fileSystem.ReplaceAllBytes(
        _path,
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"version":0,"brokerEpoch":{{brokerEpoch}}}""")));

    /// <summary>The epoch the broker had when it stopped cleanly; -1 when it did not, or the file does not tell.</summary>
    public long ReadBrokerEpoch()
    {
        if (!Exists)
        {
            return -1;
        }

        try
        {
            using var document = JsonDocument.Parse(fileSystem.ReadAllBytes(_path));
            return document.RootElement.TryGetProperty("brokerEpoch", out var epoch) ? epoch.GetInt64() : -1;
        }
        catch (JsonException)
        {
            return -1;
        }
    }

    public void Delete()
    {
        if (Exists)
        {
            fileSystem.DeleteFile(_path);
            fileSystem.SyncDirectory(directory);
        }
    }
}
