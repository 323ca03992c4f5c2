using System.Buffers;
using System.Text.Json;
using MiniKafka.Model;
using MiniKafka.Quorum.Voters;
using MiniKafka.Storage.Files;

namespace MiniKafka.Quorum.Log;

/// <summary>
/// The file quorum-state beside the metadata log: the election state as one line of JSON, in Kafka's form (version 1, and
/// version 0 of clusters with a static quorum). Replaced whole and flushed before the replica acts on the new state.
/// </summary>
internal sealed class QuorumStateFile(IFileSystem fileSystem, string directory)
{
    public const string FileName = "quorum-state";

    private readonly string _path = Path.Combine(directory, FileName);

    /// <summary>The remembered state, or null when there is no file.</summary>
    public ElectionState? Read()
    {
        if (!fileSystem.FileExists(_path))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(fileSystem.ReadAllBytes(_path));
            return Parse(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            throw new InvalidDataException($"The file {_path} does not hold the state of an election: {exception.Message}", exception);
        }
    }

    /// <summary>Replaces the remembered state.</summary>
    public void Write(ElectionState state, short kraftVersion)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (kraftVersion == KRaftVersion.Static)
            {
                json.WriteString("clusterId", "");
            }

            json.WriteNumber("leaderId", state.LeaderId ?? -1);
            json.WriteNumber("leaderEpoch", state.Epoch);
            json.WriteNumber("votedId", state.Voted.Id);
            if (kraftVersion == KRaftVersion.Static)
            {
                json.WriteNumber("appliedOffset", 0);
                json.WriteNull("currentVoters");
            }
            else
            {
                json.WriteString("votedDirectoryId", state.Voted.DirectoryId.ToString());
            }

            json.WriteNumber("data_version", kraftVersion == KRaftVersion.Static ? 0 : 1);
            json.WriteEndObject();
        }

        fileSystem.ReplaceAllBytes(_path, buffer.WrittenSpan, fileSystem.IsDurable);
    }

    private static ElectionState Parse(JsonElement root)
    {
        var version = root.GetProperty("data_version").GetInt32();
        if (version is < 0 or > 1)
        {
            throw new FormatException($"data_version is {version}, 0 and 1 are known.");
        }

        var leader = root.GetProperty("leaderId").GetInt32();
        var voted = root.GetProperty("votedId").GetInt32();
        var directory = version == 0 ? Uuid.Zero : Uuid.Parse(root.GetProperty("votedDirectoryId").GetString()!);
        return new ElectionState(
            root.GetProperty("leaderEpoch").GetInt32(),
            leader < 0 ? null : leader,
            voted < 0 ? ReplicaKey.None : new ReplicaKey(voted, directory));
    }
}
