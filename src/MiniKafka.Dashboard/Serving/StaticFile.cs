using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace MiniKafka.Dashboard.Serving;

/// <summary>A file of the page, which lies in this assembly.</summary>
internal sealed class StaticFile
{
    private const string Folder = "wwwroot";
    private const string Index = "/index.html";

    private static readonly FrozenDictionary<string, StaticFile> All = Load();

    private readonly byte[] _content;
    private readonly string _contentType;
    private readonly string _entityTag;

    private StaticFile(byte[] content, string contentType)
    {
        _content = content;
        _contentType = contentType;
        _entityTag = $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 16))}\"";
    }

    /// <param name="path">The path after the root, with its slash.</param>
    public static StaticFile? Find(string path) => All.GetValueOrDefault(path);

    /// <summary>The page itself, which is told the token that changes need; it is never kept by the browser.</summary>
    public static Task WriteIndexAsync(HttpContext context, string token, string root)
    {
        var page = Encoding.UTF8.GetString(All[Index]._content).Replace("{{token}}", token, StringComparison.Ordinal).Replace("{{base}}", root, StringComparison.Ordinal);
        context.Response.Headers.CacheControl = "no-store";
        return WriteAsync(context, Encoding.UTF8.GetBytes(page), All[Index]._contentType);
    }

    /// <summary>The file, unless the browser has it.</summary>
    public Task WriteAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers.ETag = _entityTag;
        if (context.Request.Headers.IfNoneMatch.ToString().Contains(_entityTag, StringComparison.Ordinal))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        return WriteAsync(context, _content, _contentType);
    }

    private static Task WriteAsync(HttpContext context, byte[] content, string contentType)
    {
        context.Response.ContentType = contentType;
        context.Response.ContentLength = content.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(content, context.RequestAborted).AsTask();
    }

    private static FrozenDictionary<string, StaticFile> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return assembly.GetManifestResourceNames()
            .Where(static name => name.StartsWith(Folder + "/", StringComparison.Ordinal))
            .ToFrozenDictionary(static name => name[Folder.Length..], name => new StaticFile(Read(assembly, name), TypeOf(name)), StringComparer.Ordinal);
    }

    private static byte[] Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".png" => "image/png",
        ".ico" => "image/x-icon",
        _ => "application/octet-stream",
    };
}
