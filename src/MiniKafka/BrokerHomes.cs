using System.Globalization;
using MiniKafka.Configuration.Effective;
using MiniKafka.Model;
using MiniKafka.Storage.Checkpoints;
using MiniKafka.Storage.Files;

namespace MiniKafka;

/// <summary>Where a broker keeps its data, and who it is if it was there before.</summary>
/// <param name="NodeId">The broker's id.</param>
/// <param name="Files">The files for one life of the broker, from a start to its end.</param>
/// <param name="Directories">Its log directories.</param>
/// <param name="Known">What its directories say of it; null when it is new.</param>
internal sealed record BrokerHome(int NodeId, Func<IFileSystem> Files, IReadOnlyList<string> Directories, MetaProperties? Known)
{
    /// <summary>Data directories of a single broker: there is never another one beside it.</summary>
    public bool IsAlone { get; init; }
}

/// <summary>
/// Where the brokers of a cluster keep their data: in the data directory, or in those of <c>log.dirs</c>. Relative paths of that key lie in the
/// data directory, if there is one, and absolute ones are used as they are. A single broker has all of it for itself; several have one
/// directory each in it, named after their ids, and all that are found there belong to the cluster. Where neither is given, each broker has a
/// file system in memory, which lives as long as the cluster.
/// </summary>
internal sealed class BrokerHomes(KafkaClusterOptions options, BrokerConfig config, TimeProvider clock) : IDisposable
{
    private const string Prefix = "broker-";

    private readonly List<MemoryFileSystem> _inMemory = [];
    private readonly SpaceAccount _memory = SpaceAccount.OfMemory(options.MemoryLimit ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2);
    private readonly SpaceAccount? _disk = options.MaxDiskBytes is { } most ? SpaceAccount.OfDisk(most) : null;
    private readonly string? _data = options.DataDirectory is { } data ? Path.GetFullPath(data) : null;
    private readonly IReadOnlyList<string> _logDirs =
        options.Properties.ContainsKey("log.dirs") || options.Properties.ContainsKey("log.dir") ? config.LogDirs : [];

    private int FirstId => config.NodeId ?? 0;

    /// <summary>True when the data is there again at the next start.</summary>
    public bool AreDurable => _data is not null || _logDirs.Count > 0;

    /// <summary>The homes of a cluster with at least that many brokers, in the order of their ids.</summary>
    /// <exception cref="KafkaException">INVALID_CONFIG: the directory belongs to a single broker, and there are to be more.</exception>
    public IReadOnlyList<BrokerHome> Find(int atLeast)
    {
        var homes = new List<BrokerHome>(Existing());
        if (homes.Count == 0 && atLeast == 1)
        {
            return [CheckId(AreDurable ? OnDisk(FirstId, DirectoriesOfSingle()) with { IsAlone = true } : Fresh(FirstId))];
        }

        if (AreDurable && atLeast > 1)
        {
            ThrowIfSingle("start it with one, or choose another directory");
        }

        while (homes.Count < atLeast)
        {
            homes.Add(Next(homes.Select(home => home.NodeId)));
        }

        homes = [.. homes.OrderBy(home => home.NodeId)];
        CheckId(homes[0]);
        return homes;
    }

    /// <summary>The home of one more broker.</summary>
    /// <exception cref="KafkaException">INVALID_CONFIG: the directory belongs to a single broker.</exception>
    public BrokerHome Next(IEnumerable<int> taken)
    {
        if (AreDurable)
        {
            ThrowIfSingle("start the cluster with several to be able to add more");
        }

        var ids = taken.ToHashSet();
        var id = FirstId;
        while (ids.Contains(id))
        {
            id++;
        }

        return AreDurable ? OnDisk(id, DirectoriesOf(NameOf(id))) : Fresh(id);
    }

    /// <summary>Gives the memory of the brokers' data back, once they have all ended.</summary>
    public void Dispose() => _inMemory.ForEach(static files => files.Dispose());

    private BrokerHome OnDisk(int id, IReadOnlyList<string> directories)
    {
        SpaceShare? share = null;
        var known = MetaPropertiesFile.FindAny(TranslatingFileSystem.Over(Files()), directories);
        return new BrokerHome(known?.NodeId ?? id, FilesOfNextLife, directories, known);

        IFileSystem Files() => options.FileSystemOf?.Invoke(id) ?? new DiskFileSystem();

        IFileSystem FilesOfNextLife()
        {
            share?.End();
            share = _disk is null ? null : new SpaceShare(_disk);
            return TranslatingFileSystem.Over(share is null ? Files() : new CountedFileSystem(Files(), share));
        }
    }

    private IReadOnlyList<string> DirectoriesOfSingle() => _logDirs.Count == 0 ? [_data!] : [.. _logDirs.Select(path => Path.GetFullPath(path, Base))];

    /// <summary>The log directories of one of several brokers.</summary>
    private IReadOnlyList<string> DirectoriesOf(string name) => _logDirs.Count == 0
        ? [Path.Combine(_data!, name)]
        : [.. _logDirs.Select(path => _data is null || Path.IsPathRooted(path)
            ? Path.Combine(Path.GetFullPath(path), name)
            : Path.GetFullPath(path, Path.Combine(_data, name)))];

    private string Base => _data ?? Directory.GetCurrentDirectory();

    private BrokerHome Fresh(int id)
    {
        var files = new MemoryFileSystem(clock, _memory);
        _inMemory.Add(files);
        return new BrokerHome(id, () => files, config.LogDirs, null);
    }

    private IEnumerable<BrokerHome> Existing() => PlacesOfSeveral()
        .Where(Directory.Exists)
        .SelectMany(place => Directory.EnumerateDirectories(place, Prefix + "*"))
        .Select(path => Path.GetFileName(path))
        .Distinct(StringComparer.Ordinal)
        .Order(StringComparer.Ordinal)
        .Where(name => int.TryParse(name.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out _))
        .Select(name => OnDisk(int.Parse(name.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture), DirectoriesOf(name)))
        .Where(home => home.Known is not null);

    /// <summary>The directories in which each of several brokers has one of its own.</summary>
    private IEnumerable<string> PlacesOfSeveral() => _logDirs.Where(path => _data is null || Path.IsPathRooted(path)).Select(Path.GetFullPath)
        .Concat(_data is null ? [] : [_data]);

    private static string NameOf(int id) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{id}");

    private void ThrowIfSingle(string whatToDo)
    {
        var directories = DirectoriesOfSingle();
        if (MetaPropertiesFile.FindAny(TranslatingFileSystem.Over(new DiskFileSystem()), directories) is { } single)
        {
            throw new KafkaException(
                ErrorCode.InvalidConfig,
                $"The data directory '{string.Join(',', directories)}' belongs to broker {single.NodeId} alone, while several brokers have a directory each: {whatToDo}.");
        }
    }

    /// <summary>Who the first broker is stands in its directory; a configuration that says otherwise means another one.</summary>
    private BrokerHome CheckId(BrokerHome first) => config.NodeId is not { } id || id == first.NodeId
        ? first
        : throw new KafkaException(
            ErrorCode.InvalidConfig,
            $"node.id is {id}, but the data in '{string.Join(',', first.Directories)}' belongs to broker {first.NodeId}: give that id, none, or another directory.");
}
