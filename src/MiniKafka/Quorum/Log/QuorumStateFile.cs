using System.Buffers;
using System.Text.Json;
using MiniKafka.Model;
using MiniKafka.Quorum.Voters;
using MiniKafka.Storage.Files;

namespace MiniKafka.Quorum.Log;

/// <summary>
/// The file quorum-state beside the metadata log: the election state as one line of JSON, in Kafka's form (version 1, and
/// version 0 of clusters with a static quorum). Replaced whole and flushed before the replica acts on the new state; what another
/// program wrote into it beside that is kept.
/// </summary>
internal sealed class QuorumStateFile(IFileSystem fileSystem, string directory)
{
    public const string FileName = "quorum-state";

    private static readonly HashSet<string> Fields = new(StringComparer.Ordinal)
    {
        "clusterId", "leaderId", "leaderEpoch", "votedId", "votedDirectoryId", "appliedOffset", "currentVoters", "data_version",
    };

    private readonly string _path = Path.Combine(directory, FileName);
    private JsonElement? _read;

    /// <summary>The voters of a static quorum that stood in the file when it was read; empty for any other.</summary>
    public IReadOnlyList<int> StaticVoters { get; private set; } = [];

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
            var state = Parse(document.RootElement);
            _read = document.RootElement.Clone();
            StaticVoters = VotersIn(document.RootElement);
            return state;
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            throw new InvalidDataException($"The file {_path} does not hold the state of an election: {exception.Message}", exception);
        }
    }

    /// <summary>Replaces the remembered state.</summary>
    /// <param name="state">What is to be remembered.</param>
    /// <param name="kraftVersion">Decides the form.</param>
    /// <param name="voters">The voters of a static quorum, which stand in this file and in no log.</param>
    public void Write(ElectionState state, short kraftVersion, VoterSet voters)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (kraftVersion == KRaftVersion.Static)
            {
                WriteStatic(json, state, voters);
            }
            else
            {
                WriteElection(json, state);
                json.WriteString("votedDirectoryId", state.Voted.DirectoryId.ToString());
            }

            foreach (var other in _read?.EnumerateObject().Where(member => !Fields.Contains(member.Name)) ?? [])
            {
                other.WriteTo(json);
            }

            json.WriteNumber("data_version", kraftVersion == KRaftVersion.Static ? 0 : 1);
            json.WriteEndObject();
        }

        fileSystem.ReplaceAllBytes(_path, buffer.WrittenSpan, fileSystem.IsDurable);
    }

    private void WriteStatic(Utf8JsonWriter json, ElectionState state, VoterSet voters)
    {
        json.WriteString("clusterId", _read is { } read && read.TryGetProperty("clusterId", out var clusterId) ? clusterId.GetString() : "");
        WriteElection(json, state);
        json.WriteNumber("appliedOffset", _read is { } file && file.TryGetProperty("appliedOffset", out var applied) ? applied.GetInt64() : 0);
        json.WriteStartArray("currentVoters");
        foreach (var voter in voters.Ids)
        {
            json.WriteStartObject();
            json.WriteNumber("voterId", voter);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteElection(Utf8JsonWriter json, ElectionState state)
    {
        json.WriteNumber("leaderId", state.LeaderId ?? -1);
        json.WriteNumber("leaderEpoch", state.Epoch);
        json.WriteNumber("votedId", state.Voted.Id);
    }

    private static int[] VotersIn(JsonElement root) =>
        root.GetProperty("data_version").GetInt32() == 0 && root.TryGetProperty("currentVoters", out var voters) && voters.ValueKind == JsonValueKind.Array
            ? [.. voters.EnumerateArray().Select(voter => voter.GetProperty("voterId").GetInt32())]
            : [];

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
