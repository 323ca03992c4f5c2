using System.Globalization;
using MiniKafka.Configuration;
using MiniKafka.Model;
using MiniKafka.Storage.Checkpoints;
using MiniKafka.Storage.Files;

namespace MiniKafka;

/// <summary>Where a broker keeps its data, and who it is if it was there before.</summary>
internal sealed record BrokerHome(int NodeId, IFileSystem Files, IReadOnlyList<string> Directories, MetaProperties? Known);

/// <summary>
/// Where the brokers of a cluster keep their data. In a data directory a single broker has the directory for itself; several
/// have one each in it, named after their ids, and all that are found there belong to the cluster. That directory is the broker's only
/// log directory, unless <c>log.dirs</c> is given: relative paths lie in it then, and absolute ones are used as they are, by several
/// brokers with a directory for each. Without a data directory each broker has a file system in memory, which lives as long as the cluster.
/// </summary>
internal sealed class BrokerHomes(KafkaClusterOptions options, BrokerConfig config, TimeProvider clock) : IDisposable
{
    private const string Prefix = "broker-";

    private readonly List<MemoryFileSystem> _inMemory = [];
    private readonly string? _root = options.DataDirectory is { } data ? Path.GetFullPath(data) : null;

    private int FirstId => config.NodeId ?? 0;

    /// <summary>The homes of a cluster with at least that many brokers, in the order of their ids.</summary>
    /// <exception cref="KafkaException">INVALID_CONFIG: the directory belongs to a single broker, and there are to be more.</exception>
    public IReadOnlyList<BrokerHome> Find(int atLeast)
    {
        var homes = new List<BrokerHome>(Existing());
        if (homes.Count == 0 && atLeast == 1)
        {
            return [_root is null ? Fresh(FirstId) : OnDisk(FirstId, _root)];
        }

        if (_root is not null && atLeast > 1)
        {
            ThrowIfSingle("start it with one, or choose another directory");
        }

        while (homes.Count < atLeast)
        {
            homes.Add(Next(homes.Select(home => home.NodeId)));
        }

        return [.. homes.OrderBy(home => home.NodeId)];
    }

    /// <summary>The home of one more broker.</summary>
    /// <exception cref="KafkaException">INVALID_CONFIG: the directory belongs to a single broker.</exception>
    public BrokerHome Next(IEnumerable<int> taken)
    {
        if (_root is not null)
        {
            ThrowIfSingle("start the cluster with several to be able to add more");
        }

        var ids = taken.ToHashSet();
        var id = FirstId;
        while (ids.Contains(id))
        {
            id++;
        }

        return _root is null ? Fresh(id) : OnDisk(id, PathOf(id));
    }

    /// <summary>Gives the memory of the brokers' data back, once they have all ended.</summary>
    public void Dispose() => _inMemory.ForEach(static files => files.Dispose());

    private BrokerHome OnDisk(int id, string directory)
    {
        var files = options.FileSystemOf?.Invoke(id) ?? new DiskFileSystem();
        var directories = DirectoriesOf(directory);
        var known = MetaPropertiesFile.FindAny(files, directories);
        return new BrokerHome(known?.NodeId ?? id, files, directories, known);
    }

    private IReadOnlyList<string> DirectoriesOf(string home)
    {
        if (!options.Properties.ContainsKey("log.dirs") && !options.Properties.ContainsKey("log.dir"))
        {
            return [home];
        }

        return [.. config.LogDirs.Select(path => !Path.IsPathRooted(path) ? Path.GetFullPath(path, home)
            : home == _root ? Path.GetFullPath(path)
            : Path.Combine(Path.GetFullPath(path), Path.GetFileName(home)))];
    }

    private BrokerHome Fresh(int id)
    {
        var files = new MemoryFileSystem(clock);
        _inMemory.Add(files);
        return new BrokerHome(id, files, config.LogDirs, null);
    }

    private IEnumerable<BrokerHome> Existing()
    {
        if (_root is null || !Directory.Exists(_root))
        {
            yield break;
        }

        foreach (var directory in Directory.EnumerateDirectories(_root, Prefix + "*").Order(StringComparer.Ordinal))
        {
            if (int.TryParse(Path.GetFileName(directory).AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && OnDisk(id, directory) is { Known: not null } home)
            {
                yield return home;
            }
        }
    }

    private string PathOf(int id) => Path.Combine(_root!, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{id}"));

    private void ThrowIfSingle(string whatToDo)
    {
        if (MetaPropertiesFile.FindAny(new DiskFileSystem(), DirectoriesOf(_root!)) is { } single)
        {
            throw new KafkaException(
                ErrorCode.InvalidConfig,
                $"The data directory '{_root}' belongs to broker {single.NodeId} alone, while several brokers have a directory each: {whatToDo}.");
        }
    }
}
