namespace MiniKafka.Storage.Files;

/// <summary>Whole-file operations composed from the few that every file system has.</summary>
internal static class FileExtensions
{
    /// <summary>Appends bytes in one step.</summary>
    public static void Append(this IFile file, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(file.Reserve(bytes.Length));
        file.Commit(bytes.Length);
    }

    /// <summary>The whole file as one array.</summary>
    public static byte[] ReadAllBytes(this IFileSystem fileSystem, string path)
    {
        using var file = fileSystem.Open(path, FileOpening.Existing);
        var bytes = new byte[file.Length];
        var read = file.Read(0, bytes);
        return read == bytes.Length ? bytes : bytes[..read];
    }

    /// <summary>
    /// Replaces a small file so that a crash leaves either the old or the new contents: write beside it, flush, rename, sync the directory.
    /// </summary>
    public static void ReplaceAllBytes(this IFileSystem fileSystem, string path, ReadOnlySpan<byte> bytes, bool durable = true)
    {
        var beside = path + ".tmp";
        using (var file = fileSystem.Open(beside, FileOpening.Empty))
        {
            file.Append(bytes);
            if (durable)
            {
                file.Flush();
            }
        }

        fileSystem.MoveFile(beside, path);
        if (durable)
        {
            fileSystem.SyncDirectory(Path.GetDirectoryName(path)!);
        }
    }

    /// <summary>Deletes a file when it is there.</summary>
    public static void DeleteFileIfExists(this IFileSystem fileSystem, string path)
    {
        if (fileSystem.FileExists(path))
        {
            fileSystem.DeleteFile(path);
        }
    }
}
