using MiniKafka.Storage.Files;

namespace MiniKafka.Storage.Indexes;

/// <summary>
/// The bytes of an index: entries of one fixed size, in memory once they are needed, in the file when <see cref="Save"/> ran.
/// An index may lag behind its log on the medium: after a crash it is rebuilt, before the recovery point passes it is saved.
/// </summary>
internal sealed class IndexEntries(IFileSystem fileSystem, string path, int entrySize)
{
    private byte[] _bytes = [];
    private int _used;
    private int _saved;
    private bool _isLoaded;
    private bool _mustRewrite;

    public string Path { get; private set; } = path;

    public int Count
    {
        get
        {
            Load();
            return _used / entrySize;
        }
    }

    /// <summary>Bytes of its entries, without reading them.</summary>
    public long Size
    {
        get
        {
            if (_isLoaded || !Exists)
            {
                return _used;
            }

            using var file = fileSystem.Open(Path, FileOpening.Existing);
            return file.Length;
        }
    }

    public bool IsSaved => !_isLoaded || (!_mustRewrite && _saved == _used);

    public ReadOnlySpan<byte> this[int index] => _bytes.AsSpan(index * entrySize, entrySize);

    /// <summary>Bytes in the file that make no whole entry: the file was torn.</summary>
    public bool HasTornEntry { get; private set; }

    public bool Exists => fileSystem.FileExists(Path);

    /// <summary>Room for one more entry at the end.</summary>
    public Span<byte> Add()
    {
        Load();
        if (_used + entrySize > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(entrySize * 16, _bytes.Length * 2));
        }

        _used += entrySize;
        return _bytes.AsSpan(_used - entrySize, entrySize);
    }

    public void Load()
    {
        if (_isLoaded)
        {
            return;
        }

        if (fileSystem.FileExists(Path))
        {
            _bytes = fileSystem.ReadAllBytes(Path);
            _used = _bytes.Length - (_bytes.Length % entrySize);
            HasTornEntry = _used != _bytes.Length;
            _saved = _used;
            _mustRewrite = HasTornEntry;
        }

        _isLoaded = true;
    }

    /// <summary>Keeps the first entries only.</summary>
    public void Keep(int count)
    {
        Load();
        if (count * entrySize < _used)
        {
            _used = count * entrySize;
            _mustRewrite |= _saved > _used;
        }
    }

    /// <summary>Starts with no entries, whatever the file holds.</summary>
    public void Clear()
    {
        _isLoaded = true;
        _used = 0;
        _mustRewrite = true;
        HasTornEntry = false;
    }

    /// <summary>Brings the file up to the entries in memory, and onto the medium when asked. Creates it when it is missing.</summary>
    public void Save(bool flush)
    {
        if (IsSaved && Exists)
        {
            return;
        }

        using var file = fileSystem.Open(Path, FileOpening.ExistingOrNew);
        file.Truncate(_mustRewrite ? 0 : _saved);
        var start = (int)file.Length;
        if (_used > start)
        {
            file.Append(_bytes.AsSpan(start, _used - start));
        }

        _saved = _used;
        _mustRewrite = false;
        HasTornEntry = false;
        if (flush)
        {
            file.Flush();
        }
    }

    /// <summary>Gives the memory of a saved index back; it is read again when needed.</summary>
    public void Unload()
    {
        if (IsSaved && _isLoaded)
        {
            _bytes = [];
            _used = _saved = 0;
            _isLoaded = false;
        }
    }

    /// <summary>Removes the file, if there is one, and every entry.</summary>
    public void DeleteFile()
    {
        fileSystem.DeleteFileIfExists(Path);
        _isLoaded = true;
        _used = _saved = 0;
        _mustRewrite = false;
    }
}
