namespace StrictReplay;

/// <summary>A folder of a test's own on the disk. Before it goes away with the test, every metadata log that was left in it is judged.</summary>
public sealed class JudgedFolder(string prefix) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory(prefix);

    public string FullName => _folder.FullName;

    public void Dispose()
    {
        try
        {
            MetadataJudge.CheckFolder(FullName);
        }
        finally
        {
            _folder.Delete(recursive: true);
        }
    }
}
